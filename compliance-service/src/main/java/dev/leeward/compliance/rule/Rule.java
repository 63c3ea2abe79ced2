package dev.leeward.compliance.rule;

import dev.leeward.compliance.incident.Severity;

/** The rules that open incidents. */
public enum Rule {
    UNTRUSTED_HOST("untrusted-host", Severity.HIGH),
    UNTRUSTED_HOST_RUNS_WORKLOADS("untrusted-host-runs-workloads", Severity.CRITICAL),
    MIGRATION_BLOCKED_BY_TRUST("migration-blocked-by-trust", Severity.HIGH),
    MIGRATION_BLOCKED_BY_POLICY("migration-blocked-by-policy", Severity.MEDIUM),
    MIGRATION_WITHOUT_DECISION("migration-without-decision", Severity.CRITICAL),
    EVIDENCE_REJECTED("evidence-rejected", Severity.CRITICAL),
    BREAK_GLASS_USED("break-glass-used", Severity.HIGH),
    FAILOVER_FAILED("failover-failed", Severity.CRITICAL),
    PLAN_RUN_FAILED("plan-run-failed", Severity.HIGH),
    RPO_BREACHED("rpo-breached", Severity.HIGH),
    SPLIT_BRAIN("split-brain", Severity.CRITICAL);

    private final String id;
    private final Severity severity;

    Rule(String id, Severity severity) {
        this.id = id;
        this.severity = severity;
    }

    /** The name that incidents carry. */
    public String id() {
        return id;
    }

    /** How urgent what it sees is. */
    public Severity severity() {
        return severity;
    }
}
