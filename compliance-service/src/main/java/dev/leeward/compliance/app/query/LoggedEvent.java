package dev.leeward.compliance.app.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the evidence log.
 *
 * @param hash SHA-256 over the hash before it in the partition and the record's bytes, lower-case hexadecimal
 */
public record LoggedEvent(
        String topic,
        int partition,
        long offset,
        String hash,
        String eventId,
        String type,
        Instant occurredAt,
        @Nullable String tenant,
        @Nullable String site,
        String actor,
        String correlationId,
        @Nullable String causationId,
        String source,
        long epoch,
        long sequence) {}
