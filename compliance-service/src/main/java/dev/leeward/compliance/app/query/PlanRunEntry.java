package dev.leeward.compliance.app.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a recovery plan.
 *
 * @param kind TEST, CLEANUP, PLANNED_MIGRATION, FAILOVER, FORCED_FAILOVER or REPROTECT
 * @param state the run state in the glossary's words, for example Running or Succeeded
 * @param rtoMillis from acceptance to the last workload in service; null while it runs
 * @param rpoMillis greatest data loss among the workloads as time, 0 where none; null while it runs
 * @param steps how many steps are known so far, with those that succeeded and failed
 */
public record PlanRunEntry(
        String id,
        @Nullable String tenant,
        String plan,
        String planName,
        int planVersion,
        String kind,
        String state,
        List<String> groups,
        String fromSite,
        String toSite,
        int workloads,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long rtoMillis,
        @Nullable Long rpoMillis,
        int steps,
        int succeeded,
        int failed) {
    public PlanRunEntry {
        groups = List.copyOf(groups);
    }

    /**
     * A step of the run.
     *
     * @param state Running, Succeeded or Failed
     * @param detail what was observed, or why it failed
     */
    public record Step(
            String id,
            String action,
            int tier,
            @Nullable String workload,
            @Nullable String workloadName,
            String state,
            @Nullable String code,
            String detail,
            Instant changedAt,
            @Nullable Long durationMillis) {}

    /** Something else that happened in the run: a prompt, a pause, consent to data loss, a commit. */
    public record Note(Instant at, String kind, String who, String text) {}

    /** The whole report: the run with RPO and RTO, its steps by tier, and its notes in order. */
    public record Report(PlanRunEntry run, List<Step> steps, List<Note> notes) {
        public Report {
            steps = List.copyOf(steps);
            notes = List.copyOf(notes);
        }
    }
}
