package dev.leeward.events;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a Kafka principal may do with a topic or a consumer group; all else is denied. The catalogue makes the grants,
 * so a topic has one writer on the broker too.
 *
 * @param principal name of the Kafka user
 * @param resource what is granted
 * @param name its name, or the beginning of its name
 * @param prefixed whether the name is only the beginning
 * @param operations what may be done with it
 */
public record Grant(String principal, Resource resource, String name, boolean prefixed, Set<Operation> operations) {
    /** The principal that SIEM tools use: it reads the topics made for them, in groups of their own. */
    public static final String SIEM_PRINCIPAL = "siem";

    /** Consumer groups of SIEM tools start so. */
    public static final String SIEM_GROUP_PREFIX = "siem-";

    /** The kinds of Kafka resources that grants speak of. */
    public enum Resource {
        TOPIC,
        GROUP
    }

    /** What may be done; the names are Kafka's. */
    public enum Operation {
        READ,
        WRITE,
        DESCRIBE
    }

    public Grant {
        operations = Set.copyOf(operations);
    }

    /** Every grant of the product: principal by principal, topics in the order of the catalogue, then groups. */
    public static List<Grant> all() {
        List<Grant> grants = new ArrayList<>();
        for (Service service : Service.values()) {
            grants.addAll(of(service));
        }
        grants.add(new Grant(
                SIEM_PRINCIPAL, Resource.TOPIC, Topic.SIEM_PREFIX, true, Set.of(Operation.READ, Operation.DESCRIBE)));
        grants.add(new Grant(SIEM_PRINCIPAL, Resource.GROUP, SIEM_GROUP_PREFIX, true, Set.of(Operation.READ)));
        return List.copyOf(grants);
    }

    private static List<Grant> of(Service service) {
        List<Grant> grants = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            Set<Operation> operations = EnumSet.noneOf(Operation.class);
            if (topic.writer() == service) {
                operations.add(Operation.WRITE);
            }
            if (topic.consumers().contains(service)) {
                operations.add(Operation.READ);
            }
            if (!operations.isEmpty()) {
                operations.add(Operation.DESCRIBE);
                grants.add(new Grant(service.serviceName(), Resource.TOPIC, topic.topicName(), false, operations));
            }
        }
        grants.add(
                new Grant(service.serviceName(), Resource.GROUP, service.serviceName(), true, Set.of(Operation.READ)));
        return grants;
    }
}
