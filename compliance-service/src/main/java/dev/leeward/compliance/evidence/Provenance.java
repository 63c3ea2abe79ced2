package dev.leeward.compliance.evidence;

/** Where the proving event stands in the log. */
public record Provenance(String topic, int partition, long offset) {
    /** As {@code topic/partition/offset}, the form that reports cite. */
    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
