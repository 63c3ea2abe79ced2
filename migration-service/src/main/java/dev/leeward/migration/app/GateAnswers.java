package dev.leeward.migration.app;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.migration.Approval;
import dev.leeward.migration.migration.Decision;
import dev.leeward.migration.migration.Gate;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.Pending;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the policy decision point answers. Answers for migrations that are not ours, or not any more, change nothing. */
@ApplicationScoped
public class GateAnswers {
    private final MigrationJournal journal;
    private final MigrationStore migrations;
    private final Clock clock;

    GateAnswers(MigrationJournal journal, MigrationStore migrations, Clock clock) {
        this.journal = journal;
        this.migrations = migrations;
        this.clock = clock;
    }

    public void approved(MigrationId migration, HostId destination, Approval approval) {
        journal.change(migration, m -> Gate.approved(m, destination, approval, clock.instant()));
    }

    public void blocked(MigrationId migration, @Nullable HostId destination, String decisionId, Reason reason) {
        journal.change(migration, m -> Gate.blocked(m, destination, decisionId, reason, clock.instant()));
    }

    public void pending(MigrationId migration, @Nullable HostId destination, Pending pending) {
        journal.change(migration, m -> Gate.pending(m, destination, pending, clock.instant()));
    }

    /** A second person agreed; whichever migration of the workload waits for it asks again. */
    public void consented(WorkloadId workload, String approval) {
        ofWorkload(workload, m -> Gate.consented(m, approval, clock.instant()));
    }

    /** A second person refused. */
    public void rejected(WorkloadId workload, String approval, String by, String comment) {
        ofWorkload(workload, m -> Gate.rejected(m, approval, by, comment, clock.instant()));
    }

    private void ofWorkload(WorkloadId workload, Function<Migration, Decision> decide) {
        Stream.of(false, true)
                .flatMap(test -> migrations.active(workload, test).stream())
                .forEach(id -> journal.change(id, decide));
    }
}
