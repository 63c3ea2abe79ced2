package dev.leeward.messaging.rest;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** JSON that is not what the operation takes. Quarkus has a mapper of its own for this one, which says less. */
@Provider
public class MismatchMapper implements ExceptionMapper<MismatchedInputException> {
    @Override
    public Response toResponse(MismatchedInputException e) {
        return Problems.response(JsonProblems.problem(e));
    }
}
