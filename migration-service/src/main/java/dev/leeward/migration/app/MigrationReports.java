package dev.leeward.migration.app;

import dev.leeward.migration.migration.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the API shows. A tenant of null sees everything; everybody else their own. */
public interface MigrationReports {

    /** A migration. */
    record MigrationReport(
            UUID id,
            String workload,
            String workloadName,
            String tenant,
            String kind,
            boolean test,
            Phase state,
            @Nullable String reasonCode,
            @Nullable String reasonDetail,
            @Nullable String sourceSite,
            @Nullable String sourceHost,
            @Nullable String destinationSite,
            @Nullable String destinationHost,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            @Nullable String decisionId,
            @Nullable String orderId,
            @Nullable UUID evacuationId,
            @Nullable Long downtimeMillis,
            @Nullable Long bytesCopied,
            double progress) {}

    /** A workload. */
    record WorkloadReport(
            String id,
            String name,
            String tenant,
            @Nullable String site,
            @Nullable String host,
            long placementEpoch,
            long memoryMiB,
            List<String> volumes,
            Map<String, String> labels) {
        public WorkloadReport {
            volumes = List.copyOf(volumes);
            labels = Map.copyOf(labels);
        }
    }

    /** A volume. */
    record VolumeReport(String id, String kind, @Nullable String site, long sizeGiB, List<String> workloads) {
        public VolumeReport {
            workloads = List.copyOf(workloads);
        }
    }

    /** What a list of migrations is narrowed to. */
    record MigrationFilter(
            @Nullable String tenant,
            @Nullable String workload,
            @Nullable Phase state,
            @Nullable UUID evacuation) {}

    /** What a list of workloads is narrowed to. */
    record WorkloadFilter(
            @Nullable String tenant,
            @Nullable String site,
            @Nullable String host) {}

    Optional<MigrationReport> migration(UUID id, @Nullable String tenant);

    /** Newest first, from before {@code after}. */
    List<MigrationReport> migrations(MigrationFilter filter, int limit, @Nullable UUID after);

    Optional<WorkloadReport> workload(String id, @Nullable String tenant);

    /** By id, from after {@code after}. */
    List<WorkloadReport> workloads(WorkloadFilter filter, int limit, @Nullable String after);

    /** By id, from after {@code after}; a tenant sees the volumes of its workloads. */
    List<VolumeReport> volumes(@Nullable String tenant, int limit, @Nullable String after);
}
