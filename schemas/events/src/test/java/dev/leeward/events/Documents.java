package dev.leeward.events;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the generated documents share. */
final class Documents {
    private Documents() {}

    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    static List<String> names(Collection<Service> services) {
        return services.stream().sorted().map(Service::serviceName).toList();
    }

    static String retention(Topic topic) {
        Optional<Duration> retention = topic.retention();
        String time = retention.map(span -> span.toDays() + " days").orElse("for ever");
        return switch (topic.cleanup()) {
            case COMPACT -> "newest of each key, for ever";
            case DELETE -> time;
            case COMPACT_AND_DELETE -> "newest of each key, " + time;
        };
    }

    /** The event's name without its package. */
    static String shortName(String fullName) {
        return fullName.substring(fullName.lastIndexOf('.') + 1);
    }
}
