package dev.leeward.messaging.app;

import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

@Path("/v1/notes")
@RolesAllowed({Roles.OPERATOR, Roles.TENANT_OPERATOR})
public class NotesResource {
    private final Notes notes;
    private final IdempotencyKeys keys;
    private final Caller caller;

    NotesResource(Notes notes, IdempotencyKeys keys, Caller caller) {
        this.notes = notes;
        this.keys = keys;
        this.caller = caller;
    }

    /** How important. */
    public enum Weight {
        LIGHT,
        HEAVY
    }

    /** A request. */
    public record NewNote(
            @NotBlank String id,
            @NotBlank @Size(max = 2_000_000) String text,
            @Nullable Weight weight) {}

    /** An answer. */
    public record Note(String id, String eventId) {}

    /** Who is calling. */
    public record Who(String id, @Nullable String tenant, boolean seesAcme) {}

    @POST
    public Note write(@Valid NewNote note) {
        return new Note(
                note.id(),
                notes.write(note.id(), note.text()).getEnvelope().getEventId().toString());
    }

    @POST
    @Path("/once")
    public Note once(@Nullable @HeaderParam("Idempotency-Key") String key, @Valid NewNote note) {
        return keys.once(key, "notes", note, () -> write(note)).as(Note.class);
    }

    @GET
    public Page<Integer> list(
            @Nullable @QueryParam("limit") Integer limit, @Nullable @QueryParam("cursor") String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        int start = request.after().map(Integer::parseInt).orElse(0);
        List<Integer> rows = IntStream.rangeClosed(start + 1, Math.min(7, start + request.limit() + 1))
                .boxed()
                .toList();
        return Page.of(rows, request, String::valueOf);
    }

    @GET
    @Path("/who")
    public Who who() {
        return new Who(caller.id(), caller.tenant().orElse(null), caller.sees("acme"));
    }

    @GET
    @Path("/broken")
    public String broken() {
        throw new IllegalStateException("secret inner life");
    }

    @GET
    @Path("/database-down")
    public String databaseDown() {
        throw new IllegalStateException(new SQLException("the connection has gone", "08006"));
    }

    @GET
    @Path("/of/{id}")
    public String one(@PathParam("id") String id) {
        throw ProblemException.notFound("note", id);
    }
}
