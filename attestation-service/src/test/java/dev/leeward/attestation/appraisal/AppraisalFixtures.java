package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EventLog;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.Quote;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.attestation.reference.AppliesTo;
import dev.leeward.attestation.reference.AssetTag;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ManifestRef;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import dev.leeward.attestation.reference.References;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Evidence and references of software TPMs, in the words of the domain. */
final class AppraisalFixtures {

    static final HostDescription HOST = new HostDescription(
            new HostId("west-1"),
            SourceId.FILE,
            "west-1",
            "west",
            "Dell",
            "PowerEdge R720",
            "esxi",
            "5.1",
            Map.of("pci", "true"));

    private AppraisalFixtures() {}

    static Quote quote(Evidence evidence) {
        return (Quote) evidence.voucher();
    }

    static ManifestRef ref(String id) {
        return new ManifestRef(new ManifestId(id), 1);
    }

    static ReferenceManifest manifest(KnownGood known) {
        return manifest(known, AppliesTo.EVERY_HOST);
    }

    static ReferenceManifest manifest(KnownGood known, AppliesTo appliesTo) {
        return new ReferenceManifest(
                new ManifestId(known.id()),
                1,
                Part.valueOf(known.part()),
                known.product(),
                known.productVersion(),
                appliesTo,
                null,
                known.values().stream()
                        .map(value -> new ReferenceValue(value.pcr(), Bytes.ofHex(value.digest()), value.description()))
                        .toList());
    }

    static References references(KnownGood... known) {
        return new References(
                Arrays.stream(known).map(AppraisalFixtures::manifest).toList());
    }

    /** The manifest of a host's own measurement, or of its asset tag. */
    static ReferenceManifest own(String id, AssetTag tag) {
        return new ReferenceManifest(
                new ManifestId(id),
                1,
                Part.ASSET_TAG,
                "site",
                "1",
                AppliesTo.hosts(Set.of(tag.host())),
                tag,
                List.of(tag.measurement()));
    }

    static ReferenceManifest own(String id, HostId host, int pcr, String text) {
        return new ReferenceManifest(
                new ManifestId(id),
                1,
                Part.HOST_UNIQUE,
                "host",
                "1",
                AppliesTo.hosts(Set.of(host)),
                null,
                List.of(new ReferenceValue(pcr, Bytes.sha256(Bytes.of(text.getBytes(StandardCharsets.UTF_8))), text)));
    }

    /** What the host would send at the time; taken as verified. */
    static Evidence evidence(MeasuredHost host, Instant measuredAt) {
        return evidence(host, measuredAt, PcrSelection.ofChallenge());
    }

    static Evidence evidence(MeasuredHost host, Instant measuredAt, PcrSelection selection) {
        HostEvidence sent = host.evidence(new byte[32], selection.indexes().toArray());
        try {
            return new Evidence(
                    new UUID(measuredAt.getEpochSecond(), 1),
                    measuredAt,
                    Quote.parse(decode(sent.quote())),
                    PcrValues.ofHex(sent.pcrs()),
                    EventLog.parse(decode(sent.eventLog())),
                    sent.facts());
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    private static Bytes decode(String base64) {
        return Bytes.of(Base64.getDecoder().decode(base64));
    }
}
