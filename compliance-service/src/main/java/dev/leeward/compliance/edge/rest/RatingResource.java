package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The compliance rating. */
@Path("/v1/rating")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class RatingResource {
    private final ComplianceViews views;
    private final Caller caller;
    private final Clock clock;

    RatingResource(ComplianceViews views, Caller caller, Clock clock) {
        this.views = views;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Operation(summary = "The rating now, by site and by control")
    public RatingAnswer now() {
        return RatingAnswer.of(views.rating(Callers.scope(caller)));
    }

    @GET
    @Path("/trend")
    @Operation(summary = "The rating over the last hours, oldest first")
    public Page<RatingAnswer.Point> trend(
            @QueryParam("hours") @DefaultValue("24") @Min(1) @Max(8_784) int hours,
            @QueryParam("points") @DefaultValue("200") @Min(2) @Max(2_000) int points) {
        List<RatingAnswer.Point> trend =
                views
                        .ratingTrend(Callers.scope(caller), clock.instant().minus(Duration.ofHours(hours)), points)
                        .stream()
                        .map(RatingAnswer.Point::of)
                        .toList();
        return new Page<>(trend, null);
    }
}
