package dev.leeward.messaging;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** The incoming channels of this service, from its configuration. */
@Singleton
class Channels {
    private static final Pattern TOPIC = Pattern.compile("mp\\.messaging\\.incoming\\.([^.]+)\\.topics?");

    private final Config config;
    private final ConsumerGroups groups;

    Channels(Config config, ConsumerGroups groups) {
        this.config = config;
        this.groups = groups;
    }

    /** The topics that are read, with the consumers that read them. */
    Map<String, Feed> feeds() {
        Map<String, Set<String>> consumers = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            Matcher match = TOPIC.matcher(name);
            if (match.matches() && enabled(match.group(1))) {
                for (String topic : topics(name)) {
                    consumers.computeIfAbsent(topic, _ -> new HashSet<>()).add(group(match.group(1)));
                }
            }
        }
        Map<String, Feed> feeds = new HashMap<>();
        consumers.forEach((topic, names) -> feeds.put(topic, new Feed(topic, names)));
        return Map.copyOf(feeds);
    }

    private List<String> topics(String property) {
        return config.getOptionalValues(property, String.class).orElse(List.of()).stream()
                .map(String::trim)
                .toList();
    }

    private boolean enabled(String channel) {
        return config.getOptionalValue("mp.messaging.incoming." + channel + ".enabled", Boolean.class)
                .orElse(true);
    }

    private String group(String channel) {
        return groups.of(
                channel,
                config.getOptionalValue("mp.messaging.incoming." + channel + ".group.id", String.class)
                        .orElse(groups.service()));
    }
}
