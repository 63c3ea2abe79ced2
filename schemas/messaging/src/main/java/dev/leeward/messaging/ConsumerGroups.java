package dev.leeward.messaging;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Gives every channel a consumer group of its own, {@code <service>-<channel>}, unless it names one: channels neither
 * wait for each other's rebalancing nor share positions. The group is also the consumer's name in the inbox.
 */
@ApplicationScoped
class ConsumerGroups implements ClientCustomizer<Map<String, Object>> {
    private final String service;

    ConsumerGroups(@ConfigProperty(name = "quarkus.application.name") String service) {
        this.service = service;
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> client) {
        if (client.containsKey(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG)) {
            client.put(ConsumerConfig.GROUP_ID_CONFIG, of(channel, client.get(ConsumerConfig.GROUP_ID_CONFIG)));
        }
        return client;
    }

    String service() {
        return service;
    }

    /** The group of a channel, given the one that is configured: the service's name where none is. */
    String of(String channel, @Nullable Object configured) {
        return configured == null || service.equals(configured) ? service + "-" + channel : configured.toString();
    }
}
