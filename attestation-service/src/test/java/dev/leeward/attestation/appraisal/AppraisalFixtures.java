package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EventLog;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.Quote;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import dev.leeward.attestation.reference.References;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** Evidence and references of software TPMs, in the words of the domain. */
final class AppraisalFixtures {

    private AppraisalFixtures() {}

    static ReferenceManifest manifest(KnownGood known) {
        return new ReferenceManifest(
                new ManifestId(known.id()),
                1,
                Part.valueOf(known.part()),
                known.product(),
                known.productVersion(),
                known.values().stream()
                        .map(value -> new ReferenceValue(value.pcr(), Bytes.ofHex(value.digest()), value.description()))
                        .toList());
    }

    static References references(KnownGood... known) {
        return new References(
                Arrays.stream(known).map(AppraisalFixtures::manifest).toList());
    }

    /** What the host would send at the time; taken as verified. */
    static Evidence evidence(MeasuredHost host, Instant measuredAt) {
        HostEvidence sent =
                host.evidence(new byte[32], PcrSelection.ofChallenge().indexes().toArray());
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
