package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.reference.ManifestPart;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestEventsTest {
    private static final EventCodec CODEC = new EventCodec();

    static Stream<SpecificRecord> fixtures() {
        MigrationRequested request = TestMigrationEvents.requested("acme-web", "acme", "east-1", "west-1");
        TestDrEvents run = TestDrEvents.run("acme", "east", "west");
        return Stream.of(
                TestEvents.hostDiscovered("west-1"),
                TestEvents.hostRetired("west-1"),
                TestEvents.hostConfigurationObserved("west-1", Map.of("secure-boot", "true")),
                TestEvents.hostMeasured("west-1"),
                TestEvents.evidenceRejected("west-1", "nonce-mismatch"),
                TestEvents.trustChanged("west-1", TrustStatus.TRUSTED),
                TestEvents.trustChanged("west-1", TrustStatus.UNTRUSTED),
                TestEvents.trustChanged("west-1", TrustStatus.STALE),
                TestEvents.trustChanged("west-1", TrustStatus.UNKNOWN),
                TestEvents.manifestPublished("esxi-5.1", ManifestPart.VMM),
                TestEvents.manifestRetired("esxi-5.1"),
                TestEvents.placementChanged("acme-web", "acme", "east-1", 1),
                request,
                TestMigrationEvents.queued(request),
                TestMigrationEvents.started(request, 2),
                TestMigrationEvents.switchedOver(request),
                TestMigrationEvents.succeeded(request),
                TestMigrationEvents.failed(request, "destination-lost"),
                TestMigrationEvents.rolledBack(request, "destination-lost"),
                TestMigrationEvents.indeterminate(request, "adapter-silent"),
                TestMigrationEvents.cancelled(request),
                TestMigrationEvents.decisionMade(request, Effect.DENY),
                TestMigrationEvents.approved(request),
                TestMigrationEvents.blocked(request),
                TestMigrationEvents.approvalRequested(request),
                TestMigrationEvents.approvalGiven(TestMigrationEvents.approvalRequested(request), true),
                TestMigrationEvents.breakGlassUsed(request),
                run.failoverStarted(),
                run.testStarted(),
                run.plannedMigrationStarted(),
                run.moveOrdered("acme-web"),
                run.stepStarted("acme-web"),
                run.stepSucceeded("acme-web"),
                run.stepFailed("acme-web", "blocked"),
                run.interrupted(),
                run.resumed(),
                run.dataLossAccepted("rp-1"),
                run.completed(RunKind.FAILOVER, "Succeeded"),
                run.protectionStateChanged("Protected", "FailingOver"),
                run.rpoBreached(),
                run.rpoRestored(),
                run.splitBrainDetected("acme-web"),
                run.reprotected());
    }

    static Stream<Class<? extends SpecificRecord>> kinds() {
        return Arrays.stream(Topic.values()).flatMap(topic -> topic.events().stream());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyFixtureGoesOverTheWire(SpecificRecord event) {
        assertThat(CODEC.decode(CODEC.encode(event))).isEqualTo(event);
        assertThat(Topic.of(event.getSchema()).keyOf(event)).isNotEmpty();
        Envelope envelope = EventCodec.envelope(event);
        assertThat(envelope.getType()).isEqualTo(event.getSchema().getFullName());
        assertThat(envelope.getEventId().version()).isEqualTo(7);
        assertThat(envelope.getSource())
                .startsWith(Topic.of(event.getSchema()).writer().serviceName() + "/");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void thereIsASampleOfEveryKind(Class<? extends SpecificRecord> kind) {
        SpecificRecord event = TestEvents.sample(kind);

        assertThat(CODEC.decode(CODEC.encode(event))).isEqualTo(event);
        assertThat(Topic.of(kind).keyOf(event)).isNotEmpty();
    }

    @Test
    void aSourceNumbersItsEvents() {
        long first = TestEvents.trusted("north-1").getEnvelope().getSequence();

        assertThat(TestEvents.trusted("north-1").getEnvelope().getSequence()).isEqualTo(first + 1);
    }

    @Test
    void whatFollowsFromARequestNamesItAsItsCause() {
        MigrationRequested request = TestMigrationEvents.requested("acme-web", "acme", "east-1", "west-1");

        Envelope envelope = TestMigrationEvents.blocked(request).getEnvelope();

        assertThat(envelope.getCorrelationId()).isEqualTo(request.getEnvelope().getCorrelationId());
        assertThat(envelope.getCausationId())
                .isEqualTo(request.getEnvelope().getEventId().toString());
        assertThat(envelope.getTenant()).isEqualTo("acme");
    }
}
