package dev.leeward.testkit;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.common.Principal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Envelopes of test events: a new id each, and a number of its own in its source. */
final class TestEnvelopes {
    private static final Map<String, AtomicLong> SEQUENCES = new ConcurrentHashMap<>();
    private static final SecureRandom RANDOM = new SecureRandom();

    private TestEnvelopes() {}

    static Envelope of(
            Class<? extends SpecificRecord> type, String source, @Nullable String tenant, @Nullable String site) {
        return Envelope.newBuilder()
                .setEventId(uuid7())
                .setType(type.getName())
                .setOccurredAt(now())
                .setTenant(tenant)
                .setSite(site)
                .setActor(source.substring(0, source.indexOf('/')))
                .setCorrelationId(uuid7().toString())
                .setSource(source)
                .setEpoch(1)
                .setSequence(
                        SEQUENCES.computeIfAbsent(source, _ -> new AtomicLong()).incrementAndGet())
                .build();
    }

    static Principal operator(@Nullable String tenant) {
        return tenant == null
                ? Principal.newBuilder()
                        .setId("operator@example")
                        .setRoles(List.of("operator"))
                        .build()
                : Principal.newBuilder()
                        .setId("tenant-operator@" + tenant)
                        .setRoles(List.of("tenant-operator"))
                        .setTenant(tenant)
                        .build();
    }

    /** As precise as an event can say it. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A UUIDv7 (RFC 9562, section 5.7). */
    static UUID uuid7() {
        long high = (System.currentTimeMillis() << 16) | 0x7000 | RANDOM.nextInt(0x1000);
        long low = (RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Hosts of the fixtures are named after their site: {@code west-1} stands in {@code west}. */
    static String siteOf(String host) {
        int dash = host.lastIndexOf('-');
        return dash > 0 ? host.substring(0, dash) : host;
    }
}
