package dev.leeward.compliance.app;

import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.incident.IncidentId;
import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.compliance.IncidentAcknowledged;
import dev.leeward.events.compliance.IncidentResolved;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.migration.MigrationQueued;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.BreakGlassUsed;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.events.reference.ManifestPart;
import dev.leeward.testkit.Seed;
import dev.leeward.testkit.TestDrEvents;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;

/** A log such as a busy provider writes: hosts lose and regain trust, workloads move, are blocked, and fail over. */
final class RandomLog {
    private static final int PARTITIONS = 3;
    private static final int STEPS = 120;

    /** So many migrations end before a destination was found. */
    static final int NOWHERE_TO_GO = 2;

    private static final List<String> HOSTS = List.of("east-1", "east-2", "west-1", "west-2");
    private static final List<String> TENANTS = List.of("acme", "globex");
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final EventCodec codec = new EventCodec();
    private final RandomGenerator random;
    private final List<SpecificRecord> events = new ArrayList<>();
    private final Map<String, TrustStatus> trust = new HashMap<>();
    private final Map<String, String> placed = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final Map<String, MigrationBlocked> lastBlock = new HashMap<>();
    private long clock;

    RandomLog(long seed) {
        random = Seed.random(seed);
        HOSTS.forEach(host -> add(TestEvents.hostDiscovered(host)));
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        everythingOnce();
    }

    /** The log as Kafka keeps it: each topic in partitions, equal keys together. */
    List<List<Recorded>> partitions(EventReader reader) {
        Map<String, List<Recorded>> partitions = new TreeMap<>();
        for (SpecificRecord event : events) {
            Topic topic = Topic.of(event.getSchema());
            int partition = Math.floorMod(topic.keyOf(event).hashCode(), PARTITIONS);
            List<Recorded> log =
                    partitions.computeIfAbsent(topic.topicName() + "/" + partition, _ -> new ArrayList<>());
            byte[] raw = codec.encode(event);
            Provenance at = new Provenance(topic.topicName(), partition, log.size());
            log.add(new Recorded(reader.read(raw, at), raw));
        }
        return List.copyOf(partitions.values());
    }

    /** Time goes by a little, or stands still: events of the same millisecond must be told apart as well. */
    private void add(SpecificRecord event) {
        clock += random.nextInt(3);
        Envelope envelope = EventCodec.envelope(event);
        event.put(
                0,
                Envelope.newBuilder(envelope)
                        .setOccurredAt(START.plusMillis(clock))
                        .build());
        events.add(event);
    }

    private void step() {
        switch (random.nextInt(10)) {
            case 0, 1 -> turn(any(HOSTS));
            case 2, 3 -> place("vm-" + random.nextInt(6), any(HOSTS), random.nextBoolean());
            case 4 -> migrate("vm-" + random.nextInt(6), any(HOSTS), random.nextBoolean());
            case 5 -> block("vm-" + random.nextInt(6));
            case 6 -> answer();
            case 7 -> enrol(any(HOSTS));
            case 8 -> manifest("manifest-" + random.nextInt(3));
            default -> retire(any(HOSTS));
        }
    }

    private void turn(String host) {
        TrustStatus[] all = {TrustStatus.TRUSTED, TrustStatus.UNTRUSTED, TrustStatus.STALE};
        TrustStatus next = all[random.nextInt(all.length)];
        TrustStatus before = trust.getOrDefault(host, TrustStatus.UNKNOWN);
        trust.put(host, next);
        add(TestEvents.with(TestEvents.trustChanged(host, next), "previousOverall", before));
    }

    /** All hosts but the first may leave, so that no view is empty in the end. */
    private void retire(String host) {
        if (random.nextInt(4) == 0 && !host.equals(HOSTS.getFirst())) {
            add(TestEvents.hostRetired(host));
            if (random.nextBoolean()) {
                add(TestEvents.hostDiscovered(host));
            }
        } else {
            add(TestEvents.evidenceRejected(host, "nonce-mismatch"));
        }
    }

    private void enrol(String host) {
        add(
                random.nextInt(3) == 0
                        ? TestEvents.enrolmentWithdrawn(host, "the key was lost")
                        : TestEvents.hostEnrolled(host));
    }

    private void manifest(String manifest) {
        int version = versions.merge(manifest, 1, Integer::sum);
        add(TestEvents.with(TestEvents.manifestPublished(manifest, ManifestPart.VMM), "version", version));
        if (random.nextBoolean()) {
            add(TestEvents.with(TestEvents.manifestRetired(manifest), "version", version));
        }
    }

    private void place(String workload, String host, boolean sensitive) {
        long epoch = epochs.merge(workload, 1L, Long::sum);
        placed.put(workload, host);
        add(TestEvents.placementChanged(
                workload, tenant(workload), host, epoch, sensitive ? Map.of("pci", "true") : Map.of()));
    }

    private void migrate(String workload, String to, boolean decided) {
        String from = placed.getOrDefault(workload, "east-1");
        MigrationRequested request = TestMigrationEvents.requested(workload, tenant(workload), from, to);
        add(request);
        if (decided) {
            MigrationQueued queued = TestMigrationEvents.queued(request);
            add(TestMigrationEvents.approved(request));
            add(queued);
        }
        add(TestMigrationEvents.started(request, epochs.getOrDefault(workload, 0L) + 1));
        if (random.nextInt(3) == 0) {
            add(TestMigrationEvents.rolledBack(request, "target-lost"));
            return;
        }
        add(TestMigrationEvents.switchedOver(request));
        add(TestMigrationEvents.succeeded(request));
        long epoch = epochs.merge(workload, 1L, Long::sum);
        placed.put(workload, to);
        add(TestEvents.with(
                TestEvents.placementChanged(workload, tenant(workload), to, epoch),
                "migrationId",
                request.getMigrationId()));
    }

    private void block(String workload) {
        MigrationRequested request = TestMigrationEvents.requested(
                workload, tenant(workload), placed.getOrDefault(workload, "east-1"), "west-2");
        DecisionMade decision = TestMigrationEvents.decisionMade(request, Effect.DENY);
        MigrationBlocked blocked =
                TestEvents.with(TestMigrationEvents.blocked(request), "decisionId", decision.getDecisionId());
        add(request);
        add(decision);
        add(blocked);
        add(TestMigrationEvents.failed(request, "blocked"));
        lastBlock.put(workload, blocked);
    }

    /** A person answers the incident of the last block of some workload. */
    private void answer() {
        if (lastBlock.isEmpty()) {
            return;
        }
        MigrationBlocked blocked = any(List.copyOf(new TreeMap<>(lastBlock).values()));
        String incident = IncidentId.of(
                        "migration-blocked-by-trust", tenant(blocked.getWorkloadId()), blocked.getWorkloadId())
                .value();
        Class<? extends SpecificRecord> type =
                random.nextBoolean() ? IncidentAcknowledged.class : IncidentResolved.class;
        Envelope envelope = Envelope.newBuilder(TestEvents.envelope(
                        type, "compliance-service/incident/" + incident, tenant(blocked.getWorkloadId()), null))
                .setCausationId(blocked.getEnvelope().getEventId().toString())
                .build();
        if (type == IncidentAcknowledged.class) {
            add(new IncidentAcknowledged(envelope, incident, "officer"));
        } else {
            add(new IncidentResolved(envelope, incident, "officer", "settled"));
        }
    }

    private void everythingOnce() {
        enrol("east-1");
        manifest("manifest-0");
        MigrationRequested request = TestMigrationEvents.requested("vm-1", tenant("vm-1"), "east-1", "west-1");
        add(request);
        add(TestMigrationEvents.attestationDemanded(request));
        ApprovalRequested asked = TestMigrationEvents.approvalRequested(request);
        add(asked);
        add(TestMigrationEvents.approvalGiven(asked, true));
        BreakGlassUsed used = TestMigrationEvents.breakGlassUsed(request);
        add(used);
        add(TestMigrationEvents.breakGlassClosed(used));
        for (String scope : List.of("provider", "tenant:acme")) {
            for (int version = 1; version <= 3; version++) {
                add(TestEvents.policySetPublished(scope, version));
            }
        }
        add(TestMigrationEvents.undecidedMove("vm-1", tenant("vm-1"), "east-1", "west-1"));
        add(TestMigrationEvents.cancelled(request));
        add(TestMigrationEvents.failed(
                TestMigrationEvents.requested("vm-2", tenant("vm-2"), "east-1", "west-1"), "no-destination"));
        add(TestMigrationEvents.cancelled(TestMigrationEvents.requested("vm-3", tenant("vm-3"), "east-1", "west-1")));
        add(TestEvents.simulationCompleted("provider", 4, null));
        add(TestEvents.simulationCompleted("tenant:acme", 3, "acme"));
        for (String tenant : TENANTS) {
            TestDrEvents run = TestDrEvents.run(tenant, "east", "west");
            add(run.protectionStateChanged("Protected", "FailingOver"));
            add(run.failoverStarted());
            add(run.dataLossAccepted("point"));
            for (int vm = 0; vm < 4; vm++) {
                add(run.moveOrdered("vm-" + vm));
                add(run.stepStarted("vm-" + vm));
                add(vm == 0 ? run.stepFailed("vm-0", "no-capacity") : run.stepSucceeded("vm-" + vm));
            }
            add(run.interrupted());
            add(run.resumed());
            add(run.completed(RunKind.FAILOVER, "PartiallyFailed"));
            add(run.rpoBreached());
            add(run.splitBrainDetected("vm-1"));
            add(run.rpoRestored());
            add(run.protectionStateChanged("FailingOver", "FailedOver"));
            add(run.reprotected());
        }
    }

    private static String tenant(String workload) {
        return TENANTS.get(Math.floorMod(workload.hashCode(), TENANTS.size()));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
