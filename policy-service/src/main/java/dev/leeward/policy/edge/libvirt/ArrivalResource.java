package dev.leeward.policy.edge.libvirt;

import static dev.leeward.messaging.rest.Roles.AGENT;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.Arrivals;
import dev.leeward.policy.app.Arrivals.Admission;
import dev.leeward.policy.app.Arrivals.Arrival;
import dev.leeward.policy.app.Arrivals.Kind;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.WorkloadId;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the qemu hook of a libvirt host asks. */
@Path("/v1/libvirt/hosts/{host}/arrivals")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Enforcement")
public class ArrivalResource {

    private static final Logger LOG = Logger.getLogger(ArrivalResource.class);

    private final Arrivals arrivals;
    private final HookSettings settings;
    private final Caller caller;
    private final MeterRegistry metrics;

    ArrivalResource(Arrivals arrivals, HookSettings settings, Caller caller, MeterRegistry metrics) {
        this.arrivals = arrivals;
        this.settings = settings;
        this.caller = caller;
        this.metrics = metrics;
    }

    /** The hook's operations that put a machine onto its host. */
    enum Operated {
        MIGRATE(Kind.MIGRATION),
        RESTORE(Kind.START),
        START(Kind.START);

        private final Kind kind;

        Operated(Kind kind) {
            this.kind = kind;
        }

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Operated of(@Nullable String code) {
            return Arrays.stream(values())
                    .filter(operated -> operated.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> ProblemException.badRequest(
                            "unknown-operation",
                            "There is no operation '%s'.".formatted(code),
                            "operation",
                            "Known operations are %s."
                                    .formatted(Arrays.stream(values())
                                            .map(Operated::code)
                                            .collect(Collectors.joining(", ")))));
        }
    }

    /** Decides, and says so; a refusal is an answer with status 200. */
    @POST
    @Consumes({MediaType.APPLICATION_XML, MediaType.TEXT_XML})
    @RolesAllowed(AGENT)
    @Operation(
            operationId = "admitArrival",
            summary = "May this machine come to this host?",
            description = "Asked by the host's own agent, with the domain's XML as libvirt hands it to its qemu hook.")
    @APIResponse(responseCode = "400", description = "unknown-operation, domain-unreadable")
    @APIResponse(responseCode = "403", description = "not-your-host")
    public ArrivalAnswer admit(
            @PathParam("host") String host,
            @QueryParam("operation") @Nullable String operation,
            @NotNull byte[] domain) {
        caller.requireAgentOf(host);
        Operated operated = Operated.of(operation);
        DomainXml machine = parsed(domain);
        Admission admission = arrivals.judge(new Arrival(
                new HostId(host),
                workload(machine.uuid()),
                machine.name(),
                operated.kind,
                roles(operated.kind),
                digest(domain)));
        String outcome = admission.admitted() ? "admitted" : "refused";
        metrics.counter("leeward.libvirt.arrivals", "operation", operated.code(), "outcome", outcome)
                .increment();
        LOG.infof(
                "arrival.%s operation=%s host=%s workload=%s decision=%s permission=%s",
                outcome,
                operated.code(),
                host,
                admission.decision().request().workload(),
                admission.decision().id(),
                admission.permission());
        return ArrivalAnswer.of(admission);
    }

    private static DomainXml parsed(byte[] domain) {
        try {
            return DomainXml.parse(new String(domain, StandardCharsets.UTF_8));
        } catch (DomainXml.Unreadable e) {
            throw ProblemException.badRequest(
                    "domain-unreadable",
                    "The domain's XML cannot be read: " + e.getMessage() + ".",
                    "domain",
                    "Send it as libvirt hands it to its qemu hook.");
        }
    }

    private WorkloadId workload(UUID uuid) {
        return settings.machines().stream()
                .filter(machine -> machine.uuid().equals(uuid))
                .findFirst()
                .map(machine -> new WorkloadId(machine.workload()))
                .orElseGet(() -> new WorkloadId(uuid.toString()));
    }

    private Set<String> roles(Kind kind) {
        return switch (kind) {
            case MIGRATION -> settings.migrationRoles().orElse(Set.of());
            case START -> settings.startRoles();
        };
    }

    private static String digest(byte[] domain) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(domain));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
