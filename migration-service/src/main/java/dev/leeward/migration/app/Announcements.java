package dev.leeward.migration.app;

import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.MigrationEvent;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.Principal;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.WorkloadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says on the topics what has happened, in the caller's transaction. */
public interface Announcements {

    /** Whether an event of a migration concerns others. */
    boolean concernsOthers(Migration after, MigrationEvent event);

    /** Says an event that concerns others, as number {@code sequence} of its migration's stream. */
    void lifecycle(Migration after, MigrationEvent event, Instant requestedAt, long sequence);

    /** Says where a workload runs; {@code migration} is null where it was found there. */
    void placement(Workload workload, long sequence, @Nullable MigrationId migration);

    /** Answers an order that became no migration because it cannot be carried out. */
    void orderFailed(MigrationId answer, NotBegun order, Reason reason);

    /** Answers an order that needs no migration: nothing had to move, or a test copy was removed. */
    void orderDone(MigrationId answer, Done done);

    /**
     * What is said of an order that became no migration.
     *
     * @param workloadName its id where there is none for whoever ordered
     * @param source where the workload runs; null where it runs nowhere, or there is none
     * @param site the site that was named
     * @param takenAt when the order arrived
     */
    record NotBegun(
            String orderId,
            WorkloadId workload,
            String workloadName,
            Kind kind,
            boolean test,
            @Nullable Location source,
            SiteId site,
            Principal principal,
            Instant takenAt) {}

    /**
     * What is said of an order that is done.
     *
     * @param site where the workload, or its copy, is or was
     * @param host the same; empty where there was no copy
     */
    record Done(
            String orderId,
            WorkloadId workload,
            String workloadName,
            TenantId tenant,
            Kind kind,
            boolean test,
            String site,
            String host,
            long durationMillis) {}
}
