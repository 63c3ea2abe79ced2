package dev.leeward.bench;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.Assurance;
import dev.leeward.events.host.PartTrust;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Renewals of trust, as a large estate of hosts sends them: each host in turn, each one later than its last. */
record TrustEvents(int round, int count) implements Iterable<TrustChanged> {
    private static final int HOSTS = 1_000;

    /** What all of them have in common. */
    String correlation() {
        return "bench-" + round;
    }

    @Override
    public Iterator<TrustChanged> iterator() {
        var now = Instant.now();
        return IntStream.range(0, count)
                .mapToObj(i -> event(i % HOSTS, i / HOSTS + 1, now.plusMillis(i / HOSTS)))
                .iterator();
    }

    private TrustChanged event(int number, long sequence, Instant at) {
        var host = "bench-%04d".formatted(number);
        var good = PartTrust.newBuilder()
                .setStatus(TrustStatus.TRUSTED)
                .setReason("")
                .setManifest("bench-1.0")
                .build();
        return TrustChanged.newBuilder()
                .setEnvelope(Envelope.newBuilder()
                        .setEventId(uuid7(at))
                        .setType(TrustChanged.class.getName())
                        .setOccurredAt(at)
                        .setSite("east")
                        .setActor("attestation-service")
                        .setCorrelationId(correlation())
                        .setSource("attestation-service/host/" + host)
                        .setEpoch(100L + round)
                        .setSequence(sequence)
                        .build())
                .setHostId(host)
                .setHostName(host)
                .setSiteId("east")
                .setPlatform(good)
                .setVmm(good)
                .setConfiguration(good)
                .setOverall(TrustStatus.TRUSTED)
                .setPreviousOverall(TrustStatus.TRUSTED)
                .setReason("")
                .setAttestedAt(at)
                .setAttestedUntil(at.plus(Duration.ofMinutes(10)))
                .setAssurance(Assurance.HARDWARE_QUOTE)
                .setEvidenceId("bench")
                .setReferenceDigest("0".repeat(64))
                .build();
    }

    /** As every service makes its ids (RFC 9562, version 7): random ones would land all over the indexes. */
    private static UUID uuid7(Instant at) {
        var random = ThreadLocalRandom.current();
        long high = (at.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000);
        return new UUID(high, (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }
}
