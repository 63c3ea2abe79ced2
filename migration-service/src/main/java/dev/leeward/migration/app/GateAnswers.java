package dev.leeward.migration.app;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.migration.Approval;
import dev.leeward.migration.migration.Gate;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What the policy decision point answers. Answers for migrations that are not ours, or not any more, change nothing. */
@ApplicationScoped
public class GateAnswers {
    private final MigrationJournal journal;
    private final Clock clock;

    GateAnswers(MigrationJournal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    public void approved(MigrationId migration, HostId destination, Approval approval) {
        journal.change(migration, m -> Gate.approved(m, destination, approval, clock.instant()));
    }

    public void blocked(MigrationId migration, @Nullable HostId destination, String decisionId, Reason reason) {
        journal.change(migration, m -> Gate.blocked(m, destination, decisionId, reason, clock.instant()));
    }
}
