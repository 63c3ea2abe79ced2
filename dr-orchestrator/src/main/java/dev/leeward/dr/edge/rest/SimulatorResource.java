package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.SiteSimulator;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.replication.ReplicationState;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Duration;

/** Faults of the simulated sites, on demand. */
@Path("/v1/simulator")
class SimulatorResource {
    private final SiteSimulator simulator;

    SimulatorResource(SiteSimulator simulator) {
        this.simulator = simulator;
    }

    @PUT
    @Path("replication/{group}")
    @RolesAllowed(Roles.ADMIN)
    public void replication(@PathParam("group") String group, @Valid @NotNull ReplicationFault fault) {
        boolean known = simulator.replication(
                Access.id("protection group", group, GroupId::new),
                ReplicationState.valueOf(fault.state()),
                Duration.ofSeconds(fault.lagSeconds()));
        if (!known) {
            throw ProblemException.notFound("protection group", group);
        }
    }

    @PUT
    @Path("sites/{site}")
    @RolesAllowed(Roles.ADMIN)
    public void site(@PathParam("site") String site, @Valid @NotNull SiteFault fault) {
        simulator.site(Access.id("site", site, SiteId::new), fault.fault().equals("dead-site"));
    }

    /** How replication should behave; the newest recovery point then lies {@code lagSeconds} back. */
    record ReplicationFault(
            @NotNull @Pattern(
                    regexp = "IN_SYNC|LAGGING|BROKEN|DIVERGED",
                    message = "must be IN_SYNC, LAGGING, BROKEN or DIVERGED")
            String state,

            @Min(0) @Max(31_536_000) long lagSeconds) {}

    /** How a site should behave. */
    record SiteFault(
            @NotNull @Pattern(regexp = "dead-site|none", message = "must be dead-site or none") String fault) {}
}
