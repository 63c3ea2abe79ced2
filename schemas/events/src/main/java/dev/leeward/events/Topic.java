package dev.leeward.events;

import static dev.leeward.events.Service.ATTESTATION;
import static dev.leeward.events.Service.COMPLIANCE;
import static dev.leeward.events.Service.DR;
import static dev.leeward.events.Service.MIGRATION;
import static dev.leeward.events.Service.POLICY;
import static dev.leeward.events.TopicEntry.avro;
import static dev.leeward.events.TopicEntry.deadLetter;
import static dev.leeward.events.TopicEntry.ocsf;

import dev.leeward.events.compliance.ControlAssessed;
import dev.leeward.events.compliance.IncidentAcknowledged;
import dev.leeward.events.compliance.IncidentOpened;
import dev.leeward.events.compliance.IncidentReopened;
import dev.leeward.events.compliance.IncidentResolved;
import dev.leeward.events.dr.CleanupStarted;
import dev.leeward.events.dr.DataLossAccepted;
import dev.leeward.events.dr.FailoverStarted;
import dev.leeward.events.dr.PlannedMigrationStarted;
import dev.leeward.events.dr.PromptAnswered;
import dev.leeward.events.dr.PromptRaised;
import dev.leeward.events.dr.ProtectionStateChanged;
import dev.leeward.events.dr.ReprotectStarted;
import dev.leeward.events.dr.Reprotected;
import dev.leeward.events.dr.RpoBreached;
import dev.leeward.events.dr.RpoRestored;
import dev.leeward.events.dr.RunCommitted;
import dev.leeward.events.dr.RunCompleted;
import dev.leeward.events.dr.RunInterrupted;
import dev.leeward.events.dr.RunPaused;
import dev.leeward.events.dr.RunResumed;
import dev.leeward.events.dr.RunRolledBack;
import dev.leeward.events.dr.SplitBrainDetected;
import dev.leeward.events.dr.StepFailed;
import dev.leeward.events.dr.StepStarted;
import dev.leeward.events.dr.StepSucceeded;
import dev.leeward.events.dr.TestStarted;
import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.events.host.EnrolmentWithdrawn;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.HostConfigurationObserved;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.HostMeasured;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.migration.DestinationAttestationDemanded;
import dev.leeward.events.migration.MigrationCancelled;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationIndeterminate;
import dev.leeward.events.migration.MigrationQueued;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.migration.MigrationRolledBack;
import dev.leeward.events.migration.MigrationStarted;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.events.migration.MigrationSwitchedOver;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.events.policy.ApprovalGiven;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.BreakGlassClosed;
import dev.leeward.events.policy.BreakGlassUsed;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.events.policy.PolicySetPublished;
import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.events.policy.UndecidedMoveObserved;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.events.reference.ReferenceManifestRetired;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topic catalogue: every topic with its one writer, its readers, its key and its retention. The topic table, the
 * AsyncAPI document, the access lists and the chart's topics are generated from it.
 */
public enum Topic {
    HOST_INVENTORY(avro("leeward.host.inventory.v1", ATTESTATION, "hostId")
            .about("Which hosts there are, and what they are.")
            .compacted()
            .readBy(POLICY, MIGRATION, DR, COMPLIANCE)
            .carrying(HostDiscovered.class, HostRetired.class)),
    HOST_CONFIGURATION(avro("leeward.host.configuration.v1", ATTESTATION, "hostId")
            .about("Configuration facts of hosts, as reported.")
            .keptFor(Duration.ofDays(30))
            .readBy(COMPLIANCE)
            .carrying(HostConfigurationObserved.class)),
    HOST_ENROLMENTS(avro("leeward.host.enrolments.v1", ATTESTATION, "hostId")
            .about("Which attestation key speaks for a host, which TPM holds it, and who says so.")
            .readBy(COMPLIANCE)
            .carrying(HostEnrolled.class, EnrolmentWithdrawn.class)),
    HOST_MEASUREMENTS(avro("leeward.host.measurements.v1", ATTESTATION, "hostId")
            .about("Evidence of hosts: verified, or refused.")
            .keptFor(Duration.ofDays(30))
            .readBy(COMPLIANCE)
            .carrying(HostMeasured.class, EvidenceRejected.class)),
    HOST_TRUST(avro("leeward.host.trust.v1", ATTESTATION, "hostId")
            .about("Attestation results: whether a host is trusted, why, and until when.")
            .compactedAndKeptFor(Duration.ofDays(90))
            .readBy(POLICY, MIGRATION, DR, COMPLIANCE)
            .carrying(TrustChanged.class)),
    REFERENCE_MANIFESTS(avro("leeward.reference.manifests.v1", ATTESTATION, "manifestId")
            .about("Reference values coming into force and going out of it.")
            .quiet()
            .readBy(COMPLIANCE)
            .carrying(ReferenceManifestPublished.class, ReferenceManifestRetired.class)),
    POLICY_DECISIONS(avro("leeward.policy.decisions.v1", POLICY, "workloadId")
            .about("Decisions about placement changes, and the refusals with their reasons.")
            .keptFor(Duration.ofDays(365))
            .readBy(MIGRATION, COMPLIANCE)
            .carrying(
                    DecisionMade.class,
                    MigrationApproved.class,
                    MigrationBlocked.class,
                    ApprovalRequested.class,
                    ApprovalGiven.class,
                    BreakGlassUsed.class,
                    BreakGlassClosed.class,
                    UndecidedMoveObserved.class)),
    POLICY_SETS(avro("leeward.policy.sets.v1", POLICY, "scope")
            .about(
                    "Which policies are in force from when on, who put them there, and what versions would have decided.")
            .quiet()
            .readBy(COMPLIANCE)
            .carrying(PolicySetPublished.class, SimulationCompleted.class)),
    MIGRATION_LIFECYCLE(avro("leeward.migration.lifecycle.v1", MIGRATION, "workloadId")
            .about("Each migration from the request to its end.")
            .keptFor(Duration.ofDays(365))
            .readBy(ATTESTATION, POLICY, DR, COMPLIANCE)
            .carrying(
                    MigrationRequested.class,
                    MigrationQueued.class,
                    DestinationAttestationDemanded.class,
                    MigrationStarted.class,
                    MigrationSwitchedOver.class,
                    MigrationSucceeded.class,
                    MigrationRolledBack.class,
                    MigrationCancelled.class,
                    MigrationFailed.class,
                    MigrationIndeterminate.class)),
    WORKLOAD_PLACEMENT(avro("leeward.workload.placement.v1", MIGRATION, "workloadId")
            .about("Where each workload runs, by epoch.")
            .compacted()
            .readBy(POLICY, DR, COMPLIANCE)
            .carrying(PlacementChanged.class)),
    DR_ORDERS(avro("leeward.dr.orders.v1", DR, "workloadId")
            .about("Moves that plan runs order; each becomes a migration like any other.")
            .keptFor(Duration.ofDays(30))
            .readBy(MIGRATION, COMPLIANCE)
            .carrying(WorkloadMoveOrdered.class)),
    DR_PLAN_RUNS(avro("leeward.dr.plan-runs.v1", DR, "runId")
            .about("Runs of recovery plans, step by step.")
            .keptFor(Duration.ofDays(365))
            .readBy(COMPLIANCE)
            .carrying(
                    FailoverStarted.class,
                    TestStarted.class,
                    PlannedMigrationStarted.class,
                    CleanupStarted.class,
                    ReprotectStarted.class,
                    StepStarted.class,
                    StepSucceeded.class,
                    StepFailed.class,
                    PromptRaised.class,
                    PromptAnswered.class,
                    RunPaused.class,
                    RunInterrupted.class,
                    RunResumed.class,
                    RunCompleted.class,
                    RunCommitted.class,
                    RunRolledBack.class,
                    DataLossAccepted.class)),
    DR_PROTECTION_GROUPS(avro("leeward.dr.protection-groups.v1", DR, "groupId")
            .about("Protection groups: their state, and whether the RPO holds.")
            .quiet()
            .keptFor(Duration.ofDays(365))
            .readBy(COMPLIANCE)
            .carrying(
                    ProtectionStateChanged.class,
                    RpoBreached.class,
                    RpoRestored.class,
                    SplitBrainDetected.class,
                    Reprotected.class)),
    COMPLIANCE_INCIDENTS(avro("leeward.compliance.incidents.v1", COMPLIANCE, "incidentId")
            .about("What a person must see, from opening to resolution.")
            .quiet()
            .keptFor(Duration.ofDays(365))
            .readBy(COMPLIANCE)
            .carrying(
                    IncidentOpened.class, IncidentAcknowledged.class, IncidentResolved.class, IncidentReopened.class)),
    COMPLIANCE_FINDINGS(avro("leeward.compliance.findings.v1", COMPLIANCE, "subject")
            .about("New outcomes of controls.")
            .quiet()
            .keptFor(Duration.ofDays(365))
            .readBy(COMPLIANCE)
            .carrying(ControlAssessed.class)),
    SIEM_OCSF(ocsf("leeward.siem.ocsf.v1", COMPLIANCE)
            .about("The events that a SIEM wants, each as one OCSF object under 8,000 bytes.")
            .keptFor(Duration.ofDays(14))),
    ATTESTATION_DEAD_LETTER(deadLetter(ATTESTATION)),
    POLICY_DEAD_LETTER(deadLetter(POLICY)),
    MIGRATION_DEAD_LETTER(deadLetter(MIGRATION)),
    DR_DEAD_LETTER(deadLetter(DR)),
    COMPLIANCE_DEAD_LETTER(deadLetter(COMPLIANCE));

    /** Topics for SIEM tools start so, and nothing else does: a read-only access list on the prefix is safe. */
    public static final String SIEM_PREFIX = "leeward.siem.";

    /** How long every change stays readable on a compacted topic, so that a slow reader misses none. */
    private static final Duration COMPACTION_LAG = Duration.ofDays(7);

    private static final Map<String, Topic> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Topic::topicName, topic -> topic));
    private static final Map<String, Topic> BY_EVENT = byEvent();

    @SuppressWarnings("ImmutableEnumChecker") // complete before the constant exists; nothing hands it out
    private final TopicEntry entry;

    Topic(TopicEntry entry) {
        this.entry = entry;
    }

    /** The name in Kafka, for example {@code leeward.host.trust.v1}. */
    public String topicName() {
        return entry.name;
    }

    /** What is said on it, in a sentence. */
    public String description() {
        return entry.description;
    }

    /** The only service that writes it. */
    public Service writer() {
        return entry.writer;
    }

    /** The services that read it. */
    public Set<Service> consumers() {
        return entry.consumers;
    }

    /** The field of its events that is the record key; empty where the writer names the key. */
    public Optional<String> keyField() {
        return Optional.ofNullable(entry.keyField);
    }

    /** How Kafka lets go of old records. */
    public Cleanup cleanup() {
        return entry.cleanup;
    }

    /** How long a record is kept at least; empty where nothing is dropped by age. */
    public Optional<Duration> retention() {
        return Optional.ofNullable(entry.retention);
    }

    /** How many partitions it starts with. Topics with the same key have the same number. */
    public int partitions() {
        return entry.partitions;
    }

    /** What the values are. */
    public Payload payload() {
        return entry.payload;
    }

    /** The events that belong on it, and on no other topic; empty where the values are not Avro. */
    public List<Class<? extends SpecificRecord>> events() {
        return entry.events;
    }

    /** Kafka's configuration for it; the replication factor is for the deployment to choose. */
    public Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        config.put("cleanup.policy", entry.cleanup.policy());
        config.put("max.message.bytes", String.valueOf(entry.maxMessageBytes));
        if (entry.cleanup != Cleanup.COMPACT) {
            config.put("retention.ms", entry.retention == null ? "-1" : String.valueOf(entry.retention.toMillis()));
        }
        if (entry.cleanup != Cleanup.DELETE) {
            config.put("min.compaction.lag.ms", String.valueOf(COMPACTION_LAG.toMillis()));
        }
        return config;
    }

    /** Whether events of this class belong here. */
    public boolean carries(SpecificRecord event) {
        return BY_EVENT.get(event.getSchema().getFullName()) == this;
    }

    /**
     * The record key of an event of this topic.
     *
     * @throws IllegalArgumentException where the event belongs elsewhere, or its key field is empty
     */
    public String keyOf(SpecificRecord event) {
        Schema schema = event.getSchema();
        if (entry.keyField == null || !carries(event)) {
            throw new IllegalArgumentException(schema.getFullName() + " does not belong on topic " + entry.name);
        }
        Object key = event.get(schema.getField(entry.keyField).pos());
        if (!(key instanceof String text) || text.isEmpty()) {
            throw new IllegalArgumentException(schema.getFullName() + "." + entry.keyField
                    + " is the record key of topic " + entry.name + " and must not be empty");
        }
        return text;
    }

    /**
     * The topic that events of this class belong on.
     *
     * @throws IllegalArgumentException where the class is no event
     */
    public static Topic of(Class<? extends SpecificRecord> event) {
        return ofName(event.getName());
    }

    /**
     * The topic that events of this schema belong on, in any version of it.
     *
     * @throws IllegalArgumentException where the schema is no event's
     */
    public static Topic of(Schema schema) {
        return ofName(schema.getFullName());
    }

    /** The topic of that name in Kafka. */
    public static Optional<Topic> named(String topicName) {
        return Optional.ofNullable(BY_NAME.get(topicName));
    }

    /** Where a service puts the records that it cannot take in. */
    public static Topic deadLetterOf(Service service) {
        return switch (service) {
            case ATTESTATION -> ATTESTATION_DEAD_LETTER;
            case POLICY -> POLICY_DEAD_LETTER;
            case MIGRATION -> MIGRATION_DEAD_LETTER;
            case DR -> DR_DEAD_LETTER;
            case COMPLIANCE -> COMPLIANCE_DEAD_LETTER;
        };
    }

    private static Topic ofName(String event) {
        Topic topic = BY_EVENT.get(event);
        if (topic == null) {
            throw new IllegalArgumentException(event + " is not an event of the topic catalogue");
        }
        return topic;
    }

    private static Map<String, Topic> byEvent() {
        Map<String, Topic> topics = new HashMap<>();
        for (Topic topic : values()) {
            for (Class<? extends SpecificRecord> event : topic.events()) {
                Topic other = topics.put(event.getName(), topic);
                if (other != null) {
                    throw new IllegalStateException(event.getName() + " is on " + other + " and on " + topic);
                }
            }
        }
        return Map.copyOf(topics);
    }
}
