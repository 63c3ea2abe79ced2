package dev.leeward.policy;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Facts;
import dev.leeward.policy.policy.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The demonstration's world, in parts that a test can change. */
public final class Given {
    public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    public static final Terms TERMS = new Terms(Duration.ofMinutes(5), Duration.ofSeconds(10));
    public static final Principal OPERATOR = principal("olga", null, "operator");
    public static final Principal ADMIN = principal("ada", null, "admin");
    public static final String WRONG_VMM = "VMM measures hypervisor 5.0, reference esxi-5.1 says otherwise";

    private Given() {}

    public static Principal principal(String id, @Nullable String tenant, String... roles) {
        return new Principal(id, Set.of(roles), tenant == null ? null : new TenantId(tenant));
    }

    public static Trust trusted() {
        return new Trust(
                TrustStatus.TRUSTED,
                "",
                NOW.minusSeconds(60),
                NOW.plus(Duration.ofMinutes(9)),
                Assurance.HARDWARE_QUOTE);
    }

    public static Trust untrusted() {
        return new Trust(TrustStatus.UNTRUSTED, WRONG_VMM, NOW.minusSeconds(60), null, Assurance.HARDWARE_QUOTE);
    }

    public static HostView host(String id, Trust trust) {
        return host(id, trust, Map.of());
    }

    public static HostView host(String id, Trust trust, Map<String, String> labels) {
        return new HostView(new HostId(id), id, id.substring(0, id.indexOf('-')), "esxi", "5.1", labels, trust);
    }

    public static WorkloadView workload(String id, @Nullable String tenant, Map<String, String> labels) {
        return new WorkloadView(
                new WorkloadId(id),
                id,
                tenant == null ? null : new TenantId(tenant),
                labels,
                new HostId("east-1"),
                "east");
    }

    public static WorkloadView acmeWeb() {
        return workload("acme-web", "acme", Map.of());
    }

    public static Facts facts(@Nullable WorkloadView workload, HostView... hosts) {
        return new Facts(NOW, workload, List.of(hosts), Duration.ZERO, "", List.of(), List.of());
    }

    /** The four hosts; the last one runs hypervisor 5.0. */
    public static Facts world(@Nullable WorkloadView workload) {
        return facts(
                workload,
                host("east-1", trusted()),
                host("east-2", trusted()),
                host("west-1", trusted()),
                host("west-2", untrusted()));
    }

    public static PlacementRequest migrate(Principal by, String workload, String... destinations) {
        return request(Action.MIGRATE, by, workload, null, destinations);
    }

    public static PlacementRequest breakingGlass(Principal by, String workload, String destination) {
        return request(Action.MIGRATE, by, workload, new BreakGlass("hurricane", "INC-7"), destination);
    }

    /** The same request of somebody who says where the workload runs. */
    public static PlacementRequest from(String source, PlacementRequest request) {
        return new PlacementRequest(
                request.requestId(),
                request.action(),
                request.principal(),
                request.workload(),
                new HostId(source),
                request.destinations(),
                request.approvals(),
                request.breakGlass(),
                request.enforcementPoint(),
                request.migration());
    }

    public static PlacementRequest request(
            Action action, Principal by, String workload, @Nullable BreakGlass breakGlass, String... destinations) {
        return new PlacementRequest(
                "r-1",
                action,
                by,
                new WorkloadId(workload),
                null,
                Arrays.stream(destinations).map(HostId::new).toList(),
                List.of(),
                breakGlass,
                "test",
                null);
    }
}
