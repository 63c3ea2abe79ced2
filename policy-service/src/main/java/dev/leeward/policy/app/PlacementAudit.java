package dev.leeward.policy.app;

import dev.leeward.messaging.Ids;
import dev.leeward.policy.app.SeenMachines.Held;
import dev.leeward.policy.app.SeenMachines.Kept;
import dev.leeward.policy.placement.SeenMachine;
import dev.leeward.policy.placement.SeenMachine.Change;
import dev.leeward.policy.placement.UndecidedMove;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares where machines are with where decisions allowed them to be. What was seen, which decisions explain it and what
 * is told of it change in one transaction, so across restarts nothing is missed and nothing told twice.
 */
@ApplicationScoped
public class PlacementAudit {
    private static final Logger LOG = Logger.getLogger(PlacementAudit.class);

    private final SeenMachines seen;
    private final UndecidedMoves undecided;
    private final Ids ids;
    private final Clock clock;
    private final MeterRegistry metrics;

    PlacementAudit(SeenMachines seen, UndecidedMoves undecided, Ids ids, Clock clock, MeterRegistry metrics) {
        this.seen = seen;
        this.undecided = undecided;
        this.ids = ids;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * What a manager shows.
     *
     * @param source identity of the manager
     * @param seenBy its name, for people
     * @param at the time that {@link #begin} gave
     * @param machines all of its machines of which host and identity can be told
     * @param present the manager's ids of all of its machines
     */
    public record Look(String source, String seenBy, Instant at, List<SeenMachine> machines, Set<String> present) {
        /** Copies both. */
        public Look {
            machines = List.copyOf(machines);
            present = Set.copyOf(present);
        }
    }

    /**
     * Begins a look at a source, and says by which time it goes.
     *
     * @param pause how long ago the one before must have begun
     * @param patience how long one that began is waited for before another begins
     * @return empty where it is not time yet
     */
    @Transactional
    public Optional<Instant> begin(String source, Duration pause, Duration patience) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return seen.begin(source, now, now.minus(pause), now.minus(patience)) ? Optional.of(now) : Optional.empty();
    }

    /**
     * Takes in what a look showed, and tells of each machine that is somewhere that no decision allowed. The first look at
     * a source is only kept. One that another overtook changes nothing.
     *
     * @param window how old a decision may be that a move is put down to
     * @return how many there are
     */
    @Transactional
    public int compare(Look look, Duration window) {
        Optional<Held> held = seen.hold(look.source(), look.at());
        if (held.isEmpty()) {
            return 0;
        }
        Instant comparedAt = held.get().comparedAt();
        Map<String, Kept> before = seen.of(look.source());
        List<SeenMachine> changed = new ArrayList<>();
        int found = 0;
        for (SeenMachine machine : look.machines()) {
            Kept kept = before.get(machine.id());
            if (kept != null && kept.machine().equals(machine)) {
                continue;
            }
            changed.add(machine);
            if (comparedAt != null && told(look, machine, kept, comparedAt, window)) {
                found++;
            }
        }
        Set<String> gone = new TreeSet<>(before.keySet());
        gone.removeAll(look.present());
        seen.keep(look.source(), look.at(), changed, gone);
        seen.forgetUsed(look.at().minus(window.multipliedBy(2)));
        return found;
    }

    private boolean told(Look look, SeenMachine machine, @Nullable Kept kept, Instant comparedAt, Duration window) {
        Optional<Change> change = machine.since(kept == null ? null : kept.machine());
        if (change.isEmpty()) {
            return false;
        }
        boolean newcomer = kept == null || !kept.ran();
        if (seen.use(machine, newcomer, look.at().minus(window), look.at())) {
            return false;
        }
        UndecidedMove move = new UndecidedMove(
                ids.next(),
                machine,
                change.get(),
                seen.tenantOf(machine.workload()).orElse(null),
                kept == null ? null : kept.machine().host(),
                look.seenBy(),
                comparedAt,
                look.at());
        undecided.found(move);
        metrics.counter("leeward.policy.undecided.moves").increment();
        LOG.warnf(
                "move.undecided change=%s workload=%s from=%s to=%s seen-by=%s",
                move.change(), machine.workload(), move.from(), machine.host(), look.seenBy());
        return true;
    }
}
