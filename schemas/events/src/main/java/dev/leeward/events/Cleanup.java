package dev.leeward.events;

/** How Kafka lets go of old records of a topic. */
public enum Cleanup {
    /** The newest record of each key is kept for ever. */
    COMPACT("compact"),
    /** Records are dropped once the retention has passed. */
    DELETE("delete"),
    /** The newest record of each key is kept until the retention has passed. */
    COMPACT_AND_DELETE("compact,delete");

    private final String policy;

    Cleanup(String policy) {
        this.policy = policy;
    }

    /** The value of Kafka's {@code cleanup.policy}. */
    public String policy() {
        return policy;
    }
}
