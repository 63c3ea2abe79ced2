package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupEvent;
import dev.leeward.dr.group.RunId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Says facts and keeps them: sequence, history and outbox row are written in the caller's transaction. */
@ApplicationScoped
public class Journal {
    private final RunStore runs;
    private final GroupStore groups;
    private final FactPublisher publisher;
    private final Clock clock;

    Journal(RunStore runs, GroupStore groups, FactPublisher publisher, Clock clock) {
        this.runs = runs;
        this.groups = groups;
        this.publisher = publisher;
        this.clock = clock;
    }

    void record(Run run, RunFact fact) {
        record(run, List.of(fact));
    }

    /** Says several facts at once, numbered in their order. */
    void record(Run run, List<RunFact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        long first = runs.nextSequence(run.id(), facts.size());
        runs.append(run.id(), first, clock.instant(), facts);
        long sequence = first;
        for (var fact : facts) {
            publisher.run(run, fact, sequence++);
        }
    }

    void record(StoredGroup group, GroupFact fact) {
        publisher.group(group, fact, groups.nextSequence(group.group().id()));
    }

    void order(Run run, List<MoveOrder> orders) {
        runs.rememberOrders(run.id(), orders);
        orders.forEach(order -> publisher.order(run, order));
    }

    /** Applies an event to a group, keeps the result and says the change of state. */
    StoredGroup apply(StoredGroup stored, GroupEvent event, Optional<RunId> run) {
        return apply(stored, event, run, stored.group().epoch());
    }

    /** As {@link #apply(StoredGroup, GroupEvent, Optional)}, with a new epoch. */
    StoredGroup apply(StoredGroup stored, GroupEvent event, Optional<RunId> run, long epoch) {
        var before = stored.group();
        var after = before.after(event);
        var next = new StoredGroup(
                new Group(after.definition(), after.state(), epoch, after.breached()), stored.createdAt());
        groups.save(next);
        record(
                next,
                new GroupFact.StateChanged(before.state().phase(), after.state().phase(), run));
        return next;
    }
}
