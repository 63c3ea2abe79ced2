package dev.leeward.policy.edge.cel;

import dev.cel.runtime.CelVariableResolver;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a policy sees: {@code principal}, {@code workload}, {@code dest} and {@code request}. The names of these records'
 * components are the policies' vocabulary, checked when a policy is loaded. What is absent is the empty string, or status
 * UNKNOWN.
 */
public final class CelView {
    private CelView() {}

    /** {@code principal}: who asks. */
    public record Principals(String id, List<String> roles, String tenant) {}

    /**
     * {@code dest} and {@code workload.host}: a host, with its trust at the instant of the decision. {@code peers} are the
     * ids of workloads on the destination that have the workload's owner and its label {@code anti-affinity}.
     */
    public record Host(
            String id,
            String name,
            String site,
            String hypervisor,
            String hypervisorVersion,
            Map<String, String> labels,
            String trust,
            String trustReason,
            String assurance,
            String assetTag,
            List<String> peers) {}

    /** {@code workload}: what is to be placed, and where it is. */
    public record Workload(String id, String name, String tenant, String site, Map<String, String> labels, Host host) {}

    /** {@code request}: what is asked, where, and when it is decided. */
    public record Request(String action, String enforcementPoint, Instant at) {}

    private static final Host NO_HOST = new Host(
            "", "", "", "", "", Map.of(), Trust.NEVER_ATTESTED.status().name(), "", "NONE", "UNKNOWN", List.of());

    /** The variables of one case, which both workload and destination are known in; each is made where it is read. */
    static final class Variables implements CelVariableResolver {
        static final Set<String> NAMES = Set.of("principal", "workload", "dest", "request");

        private final PlacementCase c;
        private final WorkloadView workload;
        private final HostView destination;
        private final Map<String, Object> made = new HashMap<>();

        Variables(PlacementCase c, WorkloadView workload, HostView destination) {
            this.c = c;
            this.workload = workload;
            this.destination = destination;
        }

        @Override
        public Optional<Object> find(String name) {
            return NAMES.contains(name) ? Optional.of(made.computeIfAbsent(name, this::make)) : Optional.empty();
        }

        Map<String, Object> all() {
            NAMES.forEach(this::find);
            return made;
        }

        private Object make(String name) {
            return switch (name) {
                case "principal" -> principal(c.request().principal());
                case "workload" -> workload(workload, c.source(), c);
                case "dest" ->
                    host(
                            destination,
                            c,
                            c.peers().stream().map(WorkloadId::value).toList());
                case "request" ->
                    new Request(c.request().action().code(), c.request().enforcementPoint(), c.at());
                default -> throw new IllegalArgumentException("there is no variable " + name);
            };
        }
    }

    private static Principals principal(Principal principal) {
        return new Principals(principal.id(), List.copyOf(principal.roles()), text(principal.tenant()));
    }

    private static Workload workload(WorkloadView workload, @Nullable HostView source, PlacementCase c) {
        return new Workload(
                workload.id().value(),
                workload.name(),
                text(workload.tenant()),
                text(workload.site()),
                workload.labels(),
                source == null ? NO_HOST : host(source, c, List.of()));
    }

    private static Host host(HostView host, PlacementCase c, List<String> peers) {
        Trust trust = trust(host, c);
        return new Host(
                host.id().value(),
                host.name(),
                host.site(),
                host.hypervisor(),
                host.hypervisorVersion(),
                host.labels(),
                trust.status().name(),
                trust.reason(),
                trust.assurance().name(),
                assetTag(trust),
                peers);
    }

    /** At the instant of the decision. */
    static Trust trust(HostView host, PlacementCase c) {
        return host.trust().at(c.at());
    }

    static String assetTag(Trust trust) {
        return (trust.assetTag() == null ? TrustStatus.UNKNOWN : trust.assetTag()).name();
    }

    static String text(@Nullable TenantId tenant) {
        return tenant == null ? "" : tenant.value();
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
