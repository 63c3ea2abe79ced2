package dev.leeward.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.EnrolmentWithdrawn;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.KafkaProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The service as its clients see it, on a real broker and a real database, with bios-2.17 and esxi-5.1 in force. */
abstract class ApiTest {

    private final KafkaProbe kafka = KafkaProbe.connect();

    @BeforeEach
    void references() {
        Agent.publishReferences();
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    KafkaProbe kafka() {
        return kafka;
    }

    TrustChanged awaitTrust(String host, TrustStatus overall) {
        return kafka.awaitEvent(
                TrustChanged.class, event -> event.getHostId().equals(host) && event.getOverall() == overall);
    }

    HostEnrolled awaitEnrolment(String host) {
        return kafka.awaitEvent(HostEnrolled.class, event -> event.getHostId().equals(host));
    }

    EnrolmentWithdrawn awaitWithdrawal(String host) {
        return kafka.awaitEvent(
                EnrolmentWithdrawn.class, event -> event.getHostId().equals(host));
    }

    EvidenceRejected awaitRejection(String host, String code) {
        return kafka.awaitEvent(
                EvidenceRejected.class,
                event -> event.getHostId().equals(host) && event.getCode().equals(code));
    }

    List<TrustChanged> trustOf(String host) {
        return kafka.events(TrustChanged.class).stream()
                .filter(event -> event.getHostId().equals(host))
                .toList();
    }

    /** The events of a host, over all topics, are numbered 1, 2, 3 and so on. */
    void assertGapless(String host) {
        List<SpecificRecord> said = new ArrayList<>();
        for (Topic topic : List.of(
                Topic.HOST_INVENTORY,
                Topic.HOST_CONFIGURATION,
                Topic.HOST_ENROLMENTS,
                Topic.HOST_MEASUREMENTS,
                Topic.HOST_TRUST)) {
            said.addAll(kafka.events(topic));
        }
        TreeMap<Long, String> numbered = new TreeMap<>();
        for (SpecificRecord event : said) {
            Envelope envelope = EventCodec.envelope(event);
            if (envelope.getSource().equals("attestation-service/host/" + host)) {
                assertThat(numbered.put(envelope.getSequence(), envelope.getType()))
                        .isNull();
            }
        }
        assertThat(numbered.keySet())
                .as(numbered.toString())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, numbered.size()).boxed().toList());
    }
}
