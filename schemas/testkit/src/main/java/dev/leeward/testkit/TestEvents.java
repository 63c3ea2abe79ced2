package dev.leeward.testkit;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.Assurance;
import dev.leeward.events.host.EnrolmentBinding;
import dev.leeward.events.host.EnrolmentWithdrawn;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.HostConfigurationObserved;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.HostMeasured;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.PartTrust;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.PolicySetPublished;
import dev.leeward.events.policy.PublishedPolicy;
import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.events.policy.SimulationCount;
import dev.leeward.events.policy.SimulationExample;
import dev.leeward.events.reference.ManifestPart;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.events.reference.ReferenceManifestRetired;
import dev.leeward.events.reference.ReferenceValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Valid events of hosts, manifests and workloads, as the services publish them. To vary one, copy it:
 * {@code TestEvents.with(TestEvents.trusted("west-1"), "reason", "…")}. Migrations and decisions are in
 * {@link TestMigrationEvents}, plan runs and protection groups in {@link TestDrEvents}.
 *
 * <p>A host stands in the site that its name begins with: {@code west-1} in {@code west}.
 */
public final class TestEvents {
    private static final String DIGEST = "ab".repeat(32);
    private static final Duration TRUST_LIFETIME = Duration.ofMinutes(10);

    private TestEvents() {}

    /** An envelope of the next event of a source, for example {@code migration-service/migration/018f}. */
    public static Envelope envelope(
            Class<? extends SpecificRecord> type, String source, @Nullable String tenant, @Nullable String site) {
        return TestEnvelopes.of(type, source, tenant, site);
    }

    /** A valid event of any kind, with made-up contents. */
    public static <E extends SpecificRecord> E sample(Class<E> type) {
        return SampleEvents.of(type);
    }

    /** The host was found, with hypervisor esxi 5.1. */
    public static HostDiscovered hostDiscovered(String host) {
        return hostDiscovered(host, "5.1");
    }

    /** The host was found, with that version of hypervisor esxi. */
    public static HostDiscovered hostDiscovered(String host, String hypervisorVersion) {
        return HostDiscovered.newBuilder()
                .setEnvelope(ofHost(HostDiscovered.class, host))
                .setHostId(host)
                .setName(host)
                .setSiteId(TestEnvelopes.siteOf(host))
                .setVendor("Dell")
                .setModel("R620")
                .setHypervisor("esxi")
                .setHypervisorVersion(hypervisorVersion)
                .setLabels(Map.of())
                .build();
    }

    /** The host left the inventory. */
    public static HostRetired hostRetired(String host) {
        return HostRetired.newBuilder()
                .setEnvelope(ofHost(HostRetired.class, host))
                .setHostId(host)
                .setReason("left the inventory")
                .build();
    }

    /** Facts of the host were observed. */
    public static HostConfigurationObserved hostConfigurationObserved(String host, Map<String, String> facts) {
        return HostConfigurationObserved.newBuilder()
                .setEnvelope(ofHost(HostConfigurationObserved.class, host))
                .setHostId(host)
                .setObservedAt(TestEnvelopes.now())
                .setFacts(facts)
                .build();
    }

    /** The host's quote was verified. */
    public static HostMeasured hostMeasured(String host) {
        return HostMeasured.newBuilder()
                .setEnvelope(ofHost(HostMeasured.class, host))
                .setHostId(host)
                .setEvidenceId(TestEnvelopes.uuid7().toString())
                .setMeasuredAt(TestEnvelopes.now())
                .setPcrBank("sha256")
                .setPcrs(Map.of("0", DIGEST, "17", DIGEST, "18", DIGEST))
                .setResetCount(3)
                .setRestartCount(0)
                .setClock(123_456)
                .setSafe(true)
                .setFirmwareVersion("0000000100020003")
                .setAssurance(Assurance.HARDWARE_QUOTE)
                .setMeasuredLaunch(true)
                .build();
    }

    /** The host's evidence was refused. */
    public static EvidenceRejected evidenceRejected(String host, String code) {
        return EvidenceRejected.newBuilder()
                .setEnvelope(ofHost(EvidenceRejected.class, host))
                .setHostId(host)
                .setChallengeId(TestEnvelopes.uuid7().toString())
                .setCode(code)
                .setReason("Evidence of " + host + " was refused: " + code)
                .build();
    }

    /** A key was pinned for the host, which an endorsed TPM proved to hold. */
    public static HostEnrolled hostEnrolled(String host) {
        return HostEnrolled.newBuilder()
                .setEnvelope(ofHost(HostEnrolled.class, host))
                .setHostId(host)
                .setAttestationKey("000b" + DIGEST)
                .setScheme("ECDSA_P256_SHA256")
                .setBinding(EnrolmentBinding.CREDENTIAL_ACTIVATION)
                .setEndorsementKey("000b" + "cd".repeat(32))
                .setTpmManufacturer("STM")
                .setTpmModel("ST33HTPHAHD4")
                .setTpmVersion("1.258")
                .setCertificateIssuer("CN=STM TPM EK Intermediate CA")
                .setCertificateSerialNumber("4f1a20")
                .setEndorsementRoot("01939a3c-0000-7000-8000-000000000001")
                .setEndorsementVendor("STMicroelectronics")
                .build();
    }

    /** The host's key no longer counts. */
    public static EnrolmentWithdrawn enrolmentWithdrawn(String host, String reason) {
        return EnrolmentWithdrawn.newBuilder()
                .setEnvelope(ofHost(EnrolmentWithdrawn.class, host))
                .setHostId(host)
                .setAttestationKey("000b" + DIGEST)
                .setReason(reason)
                .build();
    }

    /** The host is trusted for ten minutes. */
    public static TrustChanged trusted(String host) {
        return trustChanged(host, TrustStatus.TRUSTED);
    }

    /**
     * The event with another value in a field. Avro's builder from a copy would do, but not in a Quarkus test, where its
     * classes come from two loaders.
     */
    public static <E extends SpecificRecord> E with(E event, String field, Object value) {
        event.put(event.getSchema().getField(field).pos(), value);
        return event;
    }

    /** The host is trusted until then. */
    public static TrustChanged trustedUntil(String host, Instant until) {
        return with(trusted(host), "attestedUntil", until);
    }

    /** The host is not trusted, because of its hypervisor. */
    public static TrustChanged untrusted(String host) {
        return trustChanged(host, TrustStatus.UNTRUSTED);
    }

    /** The host's attestation result; its BIOS is good, and its hypervisor is what makes the status. */
    public static TrustChanged trustChanged(String host, TrustStatus status) {
        boolean trusted = status == TrustStatus.TRUSTED;
        boolean attested = status != TrustStatus.UNKNOWN;
        Instant now = TestEnvelopes.now();
        String reason = switch (status) {
            case TRUSTED -> "";
            case UNTRUSTED -> "VMM: PCR 17 is not what manifest esxi-5.1 says";
            case UNKNOWN -> "never attested";
            case STALE -> "the last attestation has expired";
        };
        return TrustChanged.newBuilder()
                .setEnvelope(ofHost(TrustChanged.class, host))
                .setHostId(host)
                .setHostName(host)
                .setSiteId(TestEnvelopes.siteOf(host))
                .setPlatform(part(attested ? TrustStatus.TRUSTED : TrustStatus.UNKNOWN, "", "bios-2.17"))
                .setVmm(part(status, reason, "esxi-5.1"))
                .setConfiguration(part(attested ? TrustStatus.TRUSTED : TrustStatus.UNKNOWN, "", null))
                .setOverall(status)
                .setPreviousOverall(TrustStatus.UNKNOWN)
                .setReason(reason)
                .setAttestedAt(attested ? now : null)
                .setAttestedUntil(trusted ? now.plus(TRUST_LIFETIME) : null)
                .setAssurance(attested ? Assurance.HARDWARE_QUOTE : Assurance.NONE)
                .setEvidenceId(attested ? TestEnvelopes.uuid7().toString() : null)
                .setReferenceDigest(DIGEST)
                .build();
    }

    /** The reference manifest is in force. */
    public static ReferenceManifestPublished manifestPublished(String manifest, ManifestPart part) {
        return ReferenceManifestPublished.newBuilder()
                .setEnvelope(ofManifest(ReferenceManifestPublished.class, manifest))
                .setManifestId(manifest)
                .setVersion(1)
                .setPart(part)
                .setProduct(part == ManifestPart.VMM ? "esxi" : "bios")
                .setProductVersion(manifest.substring(manifest.lastIndexOf('-') + 1))
                .setValues(List.of(ReferenceValue.newBuilder()
                        .setPcr(part == ManifestPart.VMM ? 17 : 0)
                        .setDigest(DIGEST)
                        .setDescription("as shipped")
                        .build()))
                .build();
    }

    /** The reference manifest is no longer in force. */
    public static ReferenceManifestRetired manifestRetired(String manifest) {
        return ReferenceManifestRetired.newBuilder()
                .setEnvelope(ofManifest(ReferenceManifestRetired.class, manifest))
                .setManifestId(manifest)
                .setVersion(1)
                .setReason("superseded")
                .build();
    }

    /** A version of a policy set is in force; it holds one policy, whose version is the set's. */
    public static PolicySetPublished policySetPublished(String scope, int version) {
        String tenant = scope.startsWith("tenant:") ? scope.substring("tenant:".length()) : null;
        Envelope envelope = Envelope.newBuilder(
                        TestEnvelopes.of(PolicySetPublished.class, "policy-service/policy-set/" + scope, tenant, null))
                .setSequence(version)
                .build();
        return PolicySetPublished.newBuilder()
                .setEnvelope(envelope)
                .setScope(scope)
                .setVersion(version)
                .setPreviousVersion(version == 1 ? null : version - 1)
                .setDigest(DIGEST)
                .setNote("CHG-" + version)
                .setDraftedBy("ann")
                .setDraftedAt(TestEnvelopes.now())
                .setApprovedBy("bob")
                .setApprovedAt(TestEnvelopes.now())
                .setPublishedBy("bob")
                .setPolicies(List.of(PublishedPolicy.newBuilder()
                        .setPolicyId(tenant == null ? "F20-maintenance" : tenant + ":keep-out")
                        .setVersion(version)
                        .setEffect("FORBID")
                        .setMode("ENFORCE")
                        .setTenants(List.of("*"))
                        .setActions(List.of("migrate"))
                        .setCondition("dest.site == 'west-" + version + "'")
                        .setMessage("'Host ' + dest.id + ' takes no workloads'")
                        .setControls(List.of("NIST-800-53-MA-2"))
                        .setObligations(List.of())
                        .build()))
                .build();
    }

    /**
     * Seven past decisions were made again by a version of the set: one of tenant acme would be denied.
     *
     * @param tenant whose decisions they are; null for everybody's
     */
    public static SimulationCompleted simulationCompleted(String scope, int version, @Nullable String tenant) {
        String id = TestEnvelopes.uuid7().toString();
        Instant now = TestEnvelopes.now();
        return SimulationCompleted.newBuilder()
                .setEnvelope(
                        TestEnvelopes.of(SimulationCompleted.class, "policy-service/simulation/" + id, tenant, null))
                .setSimulationId(id)
                .setScope(scope)
                .setVersion(version)
                .setSince(now.minus(Duration.ofDays(30)))
                .setRequestedBy("ann")
                .setRequestedAt(now.minusSeconds(3))
                .setTotal(7)
                .setReplayed(7)
                .setChanged(1)
                .setCounts(List.of(
                        new SimulationCount("acme", Effect.ALLOW, Effect.DENY, 1L),
                        new SimulationCount("acme", Effect.ALLOW, Effect.ALLOW, 6L)))
                .setExamples(List.of(SimulationExample.newBuilder()
                        .setDecisionId(TestEnvelopes.uuid7().toString())
                        .setTenant("acme")
                        .setWorkloadId("acme-web")
                        .setBefore(Effect.ALLOW)
                        .setAfter(Effect.DENY)
                        .setReasonBefore("every policy allows it")
                        .setReasonAfter("Host west-2 takes no workloads (rule F20-maintenance)")
                        .build()))
                .build();
    }

    /** The workload runs on the host since that epoch. */
    public static PlacementChanged placementChanged(String workload, String tenant, String host, long epoch) {
        return placementChanged(workload, tenant, host, epoch, Map.of());
    }

    /** The same with labels. */
    public static PlacementChanged placementChanged(
            String workload, String tenant, String host, long epoch, Map<String, String> labels) {
        return PlacementChanged.newBuilder()
                .setEnvelope(TestEnvelopes.of(
                        PlacementChanged.class,
                        "migration-service/workload/" + workload,
                        tenant,
                        TestEnvelopes.siteOf(host)))
                .setWorkloadId(workload)
                .setWorkloadName(workload)
                .setSiteId(TestEnvelopes.siteOf(host))
                .setHostId(host)
                .setPlacementEpoch(epoch)
                .setLabels(labels)
                .build();
    }

    private static PartTrust part(TrustStatus status, String reason, @Nullable String manifest) {
        return PartTrust.newBuilder()
                .setStatus(status)
                .setReason(reason)
                .setManifest(manifest)
                .setManifestVersion(manifest == null ? null : 1)
                .build();
    }

    private static Envelope ofHost(Class<? extends SpecificRecord> type, String host) {
        return TestEnvelopes.of(type, "attestation-service/host/" + host, null, TestEnvelopes.siteOf(host));
    }

    private static Envelope ofManifest(Class<? extends SpecificRecord> type, String manifest) {
        return TestEnvelopes.of(type, "attestation-service/manifest/" + manifest, null, null);
    }
}
