package dev.leeward.messaging;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

/**
 * Something to be done on another thread, or together with what others ask for, that stays the consequence of who asked:
 * events that come of it name the same actor and correlation, and belong to the same trace.
 */
public record Caused<T>(T what, EventContext.Cause cause, Context trace) {
    /** What the caller asks for now. */
    public static <T> Caused<T> now(T what, EventContext context) {
        return new Caused<>(what, context.current(), Context.current());
    }

    /** Does something as its consequence. */
    public <R> R during(EventContext context, Supplier<R> work) {
        try (Scope _ = trace.makeCurrent()) {
            return context.during(cause, work);
        }
    }
}
