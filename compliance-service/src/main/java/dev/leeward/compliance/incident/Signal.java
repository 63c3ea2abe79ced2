package dev.leeward.compliance.incident;

import dev.leeward.compliance.evidence.Cause;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A rule saw something in the log: that it happened, or that it is over.
 *
 * @param rule the rule's id
 * @param tenant whose incident it is; null for the provider's
 * @param subject what it is about
 * @param derivedFrom what the rule looked at, where it looks at more than one event, for example host/west-2: when that
 *     changes, its signals are derived anew; null where one event alone says so
 * @param cause the event that says so
 */
public record Signal(
        String rule,
        @Nullable String tenant,
        String subject,
        Kind kind,
        @Nullable String derivedFrom,
        Cause cause,
        Severity severity,
        String title,
        String detail) {
    /** The order of signals about one subject. */
    public static final Comparator<Signal> ORDER =
            Comparator.comparing(Signal::cause, Cause.ORDER).thenComparing(Signal::kind);

    /** Whether it happened or is over. */
    public enum Kind {
        CLEARED,
        FIRED
    }

    /** The incident that it belongs to. */
    public IncidentId incident() {
        return IncidentId.of(rule, tenant, subject);
    }
}
