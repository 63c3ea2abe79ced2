package dev.leeward.compliance.edge.console;

import dev.leeward.events.EventCodec;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.host.EnrolmentBinding;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.events.policy.SimulationCount;
import dev.leeward.events.policy.SimulationExample;
import dev.leeward.events.reference.ManifestPart;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.events.reference.ReferenceValue;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.TestDrEvents;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * The stage demonstration, told on the topics: three hosts trusted, one not; a migration that succeeds, one that is
 * blocked, a failover that succeeds.
 *
 * @param succeeded id of the migration that succeeded
 * @param blocked id of the migration that was blocked
 * @param denial id of the decision that blocked it
 * @param run id of the plan run
 * @param simulation id of the simulation of the provider's draft
 */
record Story(String succeeded, String blocked, String denial, String run, String simulation) {
    static final Story NONE = new Story("", "", "", "", "");
    static final List<String> TRUSTED = List.of("east-1", "east-2", "west-1");

    static Story tell(KafkaProbe probe) {
        tellOfHosts(probe);
        probe.send(TestEvents.placementChanged("acme-web", "acme", "east-1", 1, Map.of("app", "shop")));
        probe.send(TestEvents.placementChanged("acme-db", "acme", "east-2", 1, Map.of("app", "shop", "pci", "true")));
        probe.send(TestEvents.placementChanged("globex-app", "globex", "east-2", 1));
        probe.send(TestEvents.placementChanged("globex-db", "globex", "west-1", 1));

        MigrationRequested good = TestMigrationEvents.requested("acme-db", "acme", "east-2", "west-1");
        probe.send(good);
        probe.send(TestMigrationEvents.decisionMade(good, Effect.ALLOW));
        probe.send(TestMigrationEvents.queued(good));
        probe.send(TestMigrationEvents.started(good, 2));
        probe.send(TestMigrationEvents.switchedOver(good));
        probe.send(TestMigrationEvents.succeeded(good));
        PlacementChanged moved =
                TestEvents.placementChanged("acme-db", "acme", "west-1", 2, Map.of("app", "shop", "pci", "true"));
        moved.put("migrationId", good.getMigrationId());
        probe.send(moved);

        probe.send(ago(Duration.ofHours(22), TestEvents.policySetPublished("provider", 1)));
        probe.send(TestEvents.policySetPublished("provider", 2));
        ApprovalRequested asked = TestMigrationEvents.approvalRequested(
                TestMigrationEvents.requested("acme-db", "acme", "west-1", "east-2"));
        probe.send(asked);
        probe.send(TestMigrationEvents.approvalGiven(asked, true));
        probe.send(waiting("globex-db", "globex", "west-1", "east-2"));

        TestDrEvents run = TestDrEvents.run("globex", "east", "west");
        probe.send(run.protectionStateChanged("InitialSync", "Protected"));
        probe.send(run.failoverStarted());
        probe.send(run.stepStarted("globex-app"));
        probe.send(run.stepSucceeded("globex-app"));
        probe.send(run.completed(RunKind.FAILOVER, "Succeeded"));

        MigrationRequested bad = TestMigrationEvents.requested("acme-web", "acme", "east-1", "west-2");
        probe.send(TestMigrationEvents.failed(
                TestMigrationEvents.requested("acme-huge", "acme", "east-1", "west-1"), "no-capacity"));
        String denial = block(probe, bad);
        return new Story(
                good.getMigrationId(), bad.getMigrationId(), denial, run.runId(), tellOfSimulations(probe, denial));
    }

    /** A request that waits for an hour. */
    static ApprovalRequested waiting(String workload, String tenant, String from, String to) {
        ApprovalRequested asked =
                TestMigrationEvents.approvalRequested(TestMigrationEvents.requested(workload, tenant, from, to));
        return TestEvents.with(
                asked, "expiresAt", asked.getEnvelope().getOccurredAt().plus(Duration.ofHours(1)));
    }

    /** Of a draft, which would have let the denied move pass, and of a version that is in force. */
    private static String tellOfSimulations(KafkaProbe probe, String denial) {
        SimulationCompleted draft = TestEvents.simulationCompleted("provider", 3, null);
        SimulationExample stricter = draft.getExamples().getFirst();
        SimulationExample looser = new SimulationExample(
                denial,
                "acme",
                "acme-web",
                Effect.DENY,
                Effect.ALLOW,
                "Host west-2 is UNTRUSTED (VMM: PCR 17 is not what manifest esxi-5.1 says)",
                "Every policy allows it");
        draft.put("examples", List.of(stricter, looser));
        draft.put(
                "counts",
                List.of(
                        new SimulationCount("globex", Effect.ALLOW, Effect.DENY, 41L),
                        new SimulationCount("acme", Effect.ALLOW, Effect.DENY, 12L),
                        new SimulationCount(null, Effect.ALLOW, Effect.PENDING_APPROVAL, 3L),
                        new SimulationCount("acme", Effect.DENY, Effect.ALLOW, 1L),
                        new SimulationCount("acme", Effect.ALLOW, Effect.ALLOW, 903L)));
        draft.put("total", 960L);
        draft.put("replayed", 960L);
        draft.put("changed", 57L);
        probe.send(draft);
        probe.send(TestEvents.simulationCompleted("provider", 2, null));
        probe.send(TestEvents.with(
                TestEvents.simulationCompleted("tenant:acme", 1, "acme"),
                "failure",
                "the version does not compile any more: acme:keep-out 4:11 undeclared reference to 'dst'"));
        return draft.getSimulationId();
    }

    /** A host that nobody trusts is asked for; the policy decision point refuses. Gives the decision's id. */
    static String block(KafkaProbe probe, MigrationRequested request) {
        DecisionMade decision = TestMigrationEvents.decisionMade(request, Effect.DENY);
        probe.send(request);
        probe.send(decision);
        MigrationBlocked blocked = TestMigrationEvents.blocked(request);
        blocked.put("decisionId", decision.getDecisionId());
        probe.send(blocked);
        return decision.getDecisionId();
    }

    private static void tellOfHosts(KafkaProbe probe) {
        for (String host : TRUSTED) {
            probe.send(ago(Duration.ofHours(20), TestEvents.hostDiscovered(host)));
            probe.send(ago(Duration.ofHours(20), TestEvents.trusted(host)));
        }
        probe.send(ago(Duration.ofHours(15), TestEvents.hostDiscovered("west-2", "5.0")));
        probe.send(ago(Duration.ofHours(20), TestEvents.hostEnrolled("west-1")));
        probe.send(ago(Duration.ofHours(15), TestEvents.hostEnrolled("west-2")));
        probe.send(ago(Duration.ofHours(19), unproved("east-1")));
        probe.send(ago(Duration.ofHours(20), TestEvents.hostEnrolled("east-2")));
        tellOfManifests(probe);
        probe.send(ago(Duration.ofHours(9), TestEvents.trustChanged("east-2", TrustStatus.STALE)));
        probe.send(ago(Duration.ofHours(7), TestEvents.trusted("east-2")));
        TRUSTED.forEach(host -> probe.send(TestEvents.trusted(host)));
        probe.send(TestEvents.untrusted("west-2"));
    }

    private static HostEnrolled unproved(String host) {
        HostEnrolled enrolled = TestEvents.hostEnrolled(host);
        for (String field : List.of(
                "endorsementKey",
                "tpmManufacturer",
                "tpmModel",
                "tpmVersion",
                "certificateIssuer",
                "certificateSerialNumber",
                "endorsementRoot",
                "endorsementVendor")) {
            enrolled.put(field, null);
        }
        return TestEvents.with(enrolled, "binding", EnrolmentBinding.PINNED);
    }

    private static void tellOfManifests(KafkaProbe probe) {
        probe.send(ago(
                Duration.ofHours(21),
                manifest("bios-2.17", ManifestPart.PLATFORM, "0 CRTM 2.17", "0 BIOS 2.17", "7 Secure Boot policy")));
        probe.send(ago(
                Duration.ofHours(21),
                manifest(
                        "esxi-5.0",
                        ManifestPart.VMM,
                        "17 measured launch environment",
                        "17 hypervisor esxi 5.0",
                        "18 launch control policy")));
        probe.send(ago(Duration.ofHours(3), TestEvents.manifestRetired("esxi-5.0")));
        ReferenceManifestPublished signed = manifest(
                "esxi-5.1",
                ManifestPart.VMM,
                "17 measured launch environment",
                "17 hypervisor esxi 5.1",
                "17 security module 5.1",
                "18 launch control policy");
        signed.put("provider", "vendor-lab");
        signed.put("keyId", "2026-01");
        signed.put("signedAt", Instant.parse("2026-11-01T09:00:00Z"));
        probe.send(ago(Duration.ofHours(21), signed));
    }

    /** Each value is a PCR and what is measured into it. */
    static ReferenceManifestPublished manifest(String id, ManifestPart part, String... values) {
        ReferenceManifestPublished manifest = TestEvents.manifestPublished(id, part);
        manifest.put(
                "values",
                Stream.of(values)
                        .map(value -> ReferenceValue.newBuilder()
                                .setPcr(Integer.parseInt(value.substring(0, value.indexOf(' '))))
                                .setDigest(digest(value))
                                .setDescription(value.substring(value.indexOf(' ') + 1))
                                .build())
                        .toList());
        return manifest;
    }

    private static String digest(String value) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static <E extends SpecificRecord> E ago(Duration duration, E event) {
        Envelope envelope = EventCodec.envelope(event);
        Instant now = envelope.getOccurredAt();
        envelope.put("occurredAt", now.minus(duration));
        return event;
    }
}
