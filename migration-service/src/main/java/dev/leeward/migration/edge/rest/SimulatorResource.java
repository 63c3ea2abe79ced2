package dev.leeward.migration.edge.rest;

import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import dev.leeward.migration.app.SimulatorControl;
import dev.leeward.migration.app.SimulatorControl.ActiveFault;
import dev.leeward.migration.app.SimulatorControl.Activity;
import dev.leeward.migration.app.SimulatorControl.Fault;
import dev.leeward.migration.app.SimulatorControl.UnknownTarget;
import dev.leeward.migration.app.SimulatorControl.Violation;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The simulator's oracle and its faults; not there where real hypervisors are. */
@Path("/v1/simulator")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
@Tag(name = "simulator")
public class SimulatorResource {
    private final Instance<SimulatorControl> simulator;

    SimulatorResource(Instance<SimulatorControl> simulator) {
        this.simulator = simulator;
    }

    /** A fault to inject. */
    public record FaultRequest(@NotBlank String fault) {}

    /** A list. */
    public record Items<T>(List<T> items) {
        public Items {
            items = List.copyOf(items);
        }
    }

    @GET
    @Path("/activity")
    @Operation(summary = "Every start and stop, in order")
    public Items<Activity> activity(@QueryParam("workload") @Nullable String workload) {
        return new Items<>(
                control().activity(workload == null ? null : Texts.id(workload, "workload", WorkloadId::new)));
    }

    @GET
    @Path("/violations")
    @Operation(summary = "What must never be: double activity, epochs that are over")
    public Items<Violation> violations() {
        return new Items<>(control().violations());
    }

    @GET
    @Path("/faults")
    @Operation(summary = "Faults in force")
    public Items<ActiveFault> faults() {
        return new Items<>(control().faults());
    }

    @PUT
    @Path("/faults/{target}")
    @Operation(summary = "Injects a fault at a site, a host, or a link (site~site)")
    public void inject(@PathParam("target") String target, @NotNull @Valid FaultRequest body) {
        Fault fault = Texts.constant(Fault.class, body.fault(), "fault");
        try {
            control().inject(target, fault);
        } catch (UnknownTarget e) {
            throw ProblemException.refused(
                    422,
                    "unknown-target",
                    e.getMessage() + ".",
                    target,
                    "Name a site, a host, or a link as east~west.");
        }
    }

    @DELETE
    @Path("/faults/{target}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Ends the faults of a target")
    public void clear(@PathParam("target") String target) {
        control().clear(target);
    }

    private SimulatorControl control() {
        if (simulator.isUnsatisfied()) {
            throw ProblemException.notFound("simulator", "simulator");
        }
        return simulator.get();
    }
}
