package dev.leeward.policy.app;

import dev.leeward.messaging.Ids;
import dev.leeward.policy.app.PolicyCompiler.Compiled;
import dev.leeward.policy.app.SimulationStore.Wish;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.Terms;
import dev.leeward.policy.simulation.Change;
import dev.leeward.policy.simulation.Simulation;
import dev.leeward.policy.simulation.Tally.Transition;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes kept decisions again, from the inputs that are kept with them, by policies that may not be in force. */
@ApplicationScoped
public class Simulations {
    private static final Logger LOG = Logger.getLogger(Simulations.class);
    private static final int AT_A_TIME = 1_000;
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final SimulationStore store;
    private final SimulationResults results;
    private final PolicySetStore sets;
    private final PolicyCompiler compiler;
    private final PoliciesInForce inForce;
    private final Terms terms;
    private final Ids ids;
    private final Clock clock;

    Simulations(
            SimulationStore store,
            SimulationResults results,
            PolicySetStore sets,
            PolicyCompiler compiler,
            PoliciesInForce inForce,
            Terms terms,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.results = results;
        this.sets = sets;
        this.compiler = compiler;
        this.inForce = inForce;
        this.terms = terms;
        this.ids = ids;
        this.clock = clock;
    }

    /** What came of asking for a simulation. */
    public sealed interface Started {
        /** It is on its way. */
        record Accepted(Simulation simulation) implements Started {}

        /** There is no such version. */
        record Unknown() implements Started {}

        /** The version does not compile. */
        record Broken(List<PolicyError> errors) implements Started {}
    }

    /** Starts a simulation; whichever replica is free carries it out. */
    @Transactional
    public Started start(Wish wish, String by) {
        return sets.find(wish.scope(), wish.version())
                .map(version -> switch (compiler.compile(
                        wish.scope(), version.content().document())) {
                    case Compiled.Broken(var errors) -> new Started.Broken(errors);
                    case Compiled.Read _ ->
                        new Started.Accepted(
                                store.add(ids.next(), wish, by, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
                })
                .orElseGet(Started.Unknown::new);
    }

    /** Forgets simulations whose time is over. */
    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = ConcurrentExecution.SKIP, identity = "simulations")
    @Transactional
    void forget() {
        int forgotten = store.forget(clock.instant().minus(KEPT));
        if (forgotten > 0) {
            LOG.infof("simulations.forgotten count=%d", forgotten);
        }
    }

    /** Takes a simulation that waits, or whose process has died. */
    @Transactional
    public Optional<Simulation> claim() {
        return store.claim(clock.instant(), LEASE);
    }

    /** The policies that a simulation replays by: those in force, with the version in the place of its set. */
    Evaluator evaluator(Simulation simulation) {
        String document = sets.find(simulation.scope(), simulation.version())
                .orElseThrow()
                .content()
                .document();
        return switch (compiler.compile(simulation.scope(), document)) {
            case Compiled.Read read -> new Evaluator(inForce.with(simulation.scope(), read.evaluable()), terms);
            case Compiled.Broken(var errors) ->
                throw new IllegalStateException("the version does not compile any more: " + errors.getFirst());
        };
    }

    /** Replays some more decisions; false where it is over, or in other hands. */
    @Transactional
    public boolean advance(Simulation claimed, Evaluator evaluator) {
        Simulation simulation = store.find(claimed.id()).orElseThrow();
        List<RecordedDecision> decisions = store.next(simulation, AT_A_TIME);
        if (decisions.isEmpty()) {
            finish(simulation, new Simulation.State.Succeeded(clock.instant()));
            LOG.infof(
                    "simulation.succeeded simulation=%s changed=%d",
                    simulation.id(), simulation.tally().changed());
            return false;
        }
        List<Transition> transitions = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (RecordedDecision recorded : decisions) {
            Decision before = recorded.decision();
            Decision after = evaluator.decide(recorded.request(), recorded.facts());
            String tenant = recorded.tenant() == null ? null : recorded.tenant().value();
            transitions.add(Transition.of(tenant, before.effect(), after.effect()));
            if (before.effect() != after.effect()) {
                changes.add(new Change(
                        recorded.id(),
                        tenant,
                        recorded.request().workload().value(),
                        before.effect(),
                        after.effect(),
                        before.reason(),
                        after.reason()));
            }
        }
        return store.record(
                simulation,
                decisions.getLast().id(),
                decisions.size(),
                simulation.tally().plus(transitions),
                changes,
                clock.instant().plus(LEASE));
    }

    /** It cannot go on. */
    @Transactional
    public void fail(Simulation simulation, String reason) {
        finish(simulation, new Simulation.State.Failed(clock.instant(), reason));
        LOG.errorf("simulation.failed simulation=%s: %s", simulation.id(), reason);
    }

    /** Ended once, and told once, however many processes think that they end it. */
    private void finish(Simulation simulation, Simulation.State state) {
        store.finish(simulation.id(), state).ifPresent(ended -> results.completed(ended, store.examples(ended.id())));
    }
}
