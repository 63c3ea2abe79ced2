package dev.leeward.compliance.edge.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.leeward.events.ReleasedSchema;
import dev.leeward.events.SchemaCatalogue;
import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The schemas of the events, read-only, in the form of Confluent's schema registry, so that stock decoders can read the
 * topics.
 */
@Path("/")
@Produces({SchemaResource.REGISTRY_JSON, MediaType.APPLICATION_JSON})
@Authenticated
class SchemaResource {
    static final String REGISTRY_JSON = "application/vnd.schemaregistry.v1+json";

    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;
    private static final int SCHEMA_NOT_FOUND = 40403;

    private final SchemaCatalogue schemas = SchemaCatalogue.get();

    /** A schema. */
    record SchemaText(String schema) {}

    /** A version of a subject. */
    record SubjectVersion(String subject, int version, int id, String schema) {
        static SubjectVersion of(ReleasedSchema released) {
            return new SubjectVersion(
                    released.subject(),
                    released.version(),
                    released.id(),
                    released.schema().toString());
        }
    }

    /** What a registry answers where something is missing. */
    record RegistryError(@JsonProperty("error_code") int errorCode, String message) {}

    @GET
    @Path("/schemas/ids/{id}")
    @Operation(summary = "The schema of an id, as it stands in the wire format")
    public SchemaText byId(@PathParam("id") String id) {
        return number(id)
                .flatMap(schemas::byId)
                .map(schema -> new SchemaText(schema.toString()))
                .orElseThrow(() -> missing(SCHEMA_NOT_FOUND, "Schema " + id + " not found"));
    }

    @GET
    @Path("/subjects")
    @Operation(summary = "The subjects: the full names of all events")
    public List<String> subjects() {
        return schemas.subjects();
    }

    @GET
    @Path("/subjects/{subject}/versions")
    @Operation(summary = "The versions of a subject")
    public List<Integer> versions(@PathParam("subject") String subject) {
        List<Integer> versions = schemas.versions(subject);
        if (versions.isEmpty()) {
            throw missing(SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
        }
        return versions;
    }

    @GET
    @Path("/subjects/{subject}/versions/{version}")
    @Operation(summary = "A version of a subject, or the latest")
    public SubjectVersion version(@PathParam("subject") String subject, @PathParam("version") String version) {
        versions(subject);
        Optional<ReleasedSchema> released = version.equals("latest")
                ? schemas.latest(subject)
                : number(version).flatMap(number -> schemas.version(subject, number));
        return released.map(SubjectVersion::of)
                .orElseThrow(() -> missing(VERSION_NOT_FOUND, "Version " + version + " not found."));
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static WebApplicationException missing(int code, String message) {
        return new WebApplicationException(Response.status(Response.Status.NOT_FOUND)
                .type(REGISTRY_JSON)
                .entity(new RegistryError(code, message))
                .build());
    }
}
