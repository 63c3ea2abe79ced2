package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.Rebuild;
import dev.leeward.compliance.app.query.ViewDigests;
import dev.leeward.compliance.app.query.ViewDigests.ViewDigest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The views as such: proof that they follow from the log, and building them anew. */
@Path("/v1/views")
@Produces(MediaType.APPLICATION_JSON)
class ViewResource {
    private static final Duration LONGEST_REBUILD = Duration.ofHours(4);

    private final ViewDigests digests;
    private final Rebuild rebuild;

    ViewResource(ViewDigests digests, Rebuild rebuild) {
        this.digests = digests;
        this.rebuild = rebuild;
    }

    /** The digest of every view, at one moment. */
    record Digests(List<Digest> views) {}

    /** The digest of a view: SHA-256 over its rows in the order of their keys. */
    record Digest(String view, long rows, String sha256) {
        static Digest of(ViewDigest digest) {
            return new Digest(digest.view().wireName(), digest.rows(), digest.sha256());
        }
    }

    /** What a rebuild did. */
    record Rebuilt(long events, int partitions, List<Digest> views) {}

    @GET
    @Path("/digest")
    @RolesAllowed({Roles.ADMIN, Roles.AUDITOR, Roles.SECURITY_OFFICER})
    @Operation(summary = "A digest of every view, the same wherever the same log was folded")
    public Digests digest() {
        return new Digests(read());
    }

    @POST
    @Path("/actions/rebuild")
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "Check the evidence log's hash chain and build every view anew from its first entry")
    public Rebuilt rebuild() {
        try {
            Rebuild.Report report = QuarkusTransaction.requiringNew()
                    .timeout((int) LONGEST_REBUILD.toSeconds())
                    .call(rebuild::run);
            return new Rebuilt(report.events(), report.partitions(), read());
        } catch (Rebuild.BrokenChain e) {
            throw ProblemException.refused(
                    409,
                    "evidence-log-broken",
                    String.valueOf(e.getMessage()),
                    "event_log",
                    "Keep the database as it is for the investigation, and restore the log from a backup.");
        }
    }

    private List<Digest> read() {
        return digests.digests().stream().map(Digest::of).toList();
    }
}
