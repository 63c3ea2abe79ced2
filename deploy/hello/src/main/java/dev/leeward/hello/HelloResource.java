package dev.leeward.hello;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Answers whoever has the role. It works on a worker thread, as every method that may wait for a database does. */
@Path("/hello")
public class HelloResource {
    /** Takes any body and answers a word. */
    @POST
    @Produces(MediaType.TEXT_PLAIN)
    @RolesAllowed("enforcement-point")
    public String hello(String body) {
        return body.isEmpty() ? "nothing said" : "hello";
    }
}
