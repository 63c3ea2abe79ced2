package dev.leeward.policy.placement;

import org.jspecify.annotations.Nullable;

/** A built-in rule that a request breaks. No policy can weaken these rules. */
public sealed interface Violation {
    /** Version of the built-in rules: it grows when their meaning changes. */
    int VERSION = 1;

    /** A tenant's principal asks for what is not the tenant's: foreign and unknown look the same to them. */
    record ForeignWorkload(WorkloadId workload, @Nullable TenantId tenant) implements Violation {}

    /** The workload has never been placed. */
    record UnknownWorkload(WorkloadId workload) implements Violation {}

    /** The destination is not in the inventory. */
    record UnknownDestination(HostId host) implements Violation {}

    /** The workload is asked to move to where it is. */
    record SameHost(WorkloadId workload, HostId host) implements Violation {}

    /** The destination cannot prove what it runs. */
    record UntrustedDestination(HostId host, Trust trust) implements Violation {}

    /** Name of the rule. */
    default String rule() {
        return switch (this) {
            case ForeignWorkload _ -> "builtin-tenant-boundary";
            case UnknownWorkload _ -> "builtin-workload-known";
            case UnknownDestination _ -> "builtin-destination-known";
            case SameHost _ -> "builtin-destination-differs";
            case UntrustedDestination _ -> "builtin-destination-trusted";
        };
    }

    /** Subject, rule and cause in one sentence. */
    default String message() {
        return switch (this) {
            case ForeignWorkload(var workload, var tenant) ->
                tenant == null
                        ? "Workload %s is out of reach (rule %s): the token's role is a tenant's, but it names no tenant"
                                .formatted(workload, rule())
                        : "Workload %s is not one of tenant %s (rule %s): a tenant moves only its own workloads"
                                .formatted(workload, tenant, rule());
            case UnknownWorkload(var workload) ->
                "Workload %s is not known (rule %s): no placement of it has been reported".formatted(workload, rule());
            case UnknownDestination(var host) ->
                "Host %s is not known (rule %s): it is not in the inventory".formatted(host, rule());
            case SameHost(var workload, var host) ->
                "Host %s is where workload %s already runs (rule %s): choose another host"
                        .formatted(host, workload, rule());
            case UntrustedDestination(var host, var trust) ->
                "Host %s is not trusted (rule %s): %s"
                        .formatted(
                                host,
                                rule(),
                                trust.reason().isBlank() ? "its status is " + trust.status() : trust.reason());
        };
    }

    /** Whether an emergency may override it: trust yes; what does not exist, goes nowhere or is another's, never. */
    default boolean overridable() {
        return switch (this) {
            case UntrustedDestination _ -> true;
            case ForeignWorkload _, UnknownWorkload _, UnknownDestination _, SameHost _ -> false;
        };
    }
}
