package dev.leeward.messaging;

import dev.leeward.events.common.Envelope;
import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who and what the events said now go back to: the caller of a REST command, the event that is being taken in, or the
 * service itself.
 */
@ApplicationScoped
public class EventContext {
    /**
     * The origin of what happens now.
     *
     * @param actor subject of the caller's token, or name of a service
     * @param correlationId one id for all that follows from one command
     * @param causationId event id of the direct cause; null where a command or the service itself is the cause
     */
    public record Cause(
            String actor, String correlationId, @Nullable String causationId) {}

    private static final ScopedValue<Cause> CURRENT = ScopedValue.newInstance();

    private final String service;
    private final Ids ids;
    private final RequestCause request;

    EventContext(@ConfigProperty(name = "quarkus.application.name") String service, Ids ids, RequestCause request) {
        this.service = service;
        this.ids = ids;
        this.request = request;
    }

    /** The cause of what happens now; outside of any call it is this service, with a new correlation id each time. */
    public Cause current() {
        if (CURRENT.isBound()) {
            return CURRENT.get();
        }
        if (Arc.container().requestContext().isActive()) {
            return new Cause(request.actor().orElse(service), request.correlationId(), null);
        }
        return new Cause(service, ids.next().toString(), null);
    }

    /** Runs something as the consequence of an event: its actor, its correlation, and itself as the cause. */
    public void during(Received received, Runnable effect) {
        Envelope envelope = received.envelope();
        Cause cause = new Cause(
                envelope.getActor(),
                envelope.getCorrelationId(),
                envelope.getEventId().toString());
        ScopedValue.where(CURRENT, cause).run(effect);
    }

    /** Runs something as the consequence of a cause that was kept, for example by a run that resumes. */
    public <T> T during(Cause cause, Supplier<T> work) {
        return ScopedValue.where(CURRENT, cause).call(work::get);
    }
}
