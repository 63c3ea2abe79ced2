package dev.leeward.messaging;

/**
 * What numbers its events: readers order by (source, epoch, sequence), never by arrival.
 *
 * @param source service, kind and id, for example {@code migration-service/migration/018f}
 * @param epoch the life of the source; it grows when the source starts anew
 */
public record Stream(String source, long epoch) {
    public Stream {
        if (source.isBlank()) {
            throw new IllegalArgumentException("The source of a stream must not be blank");
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("The epoch of stream " + source + " must not be negative: " + epoch);
        }
    }

    /** The stream of one thing of a service, for example {@code of("migration-service", "migration", id, 1)}. */
    public static Stream of(String service, String kind, String id, long epoch) {
        return new Stream(service + "/" + kind + "/" + id, epoch);
    }
}
