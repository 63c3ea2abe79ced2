package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EventLog;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.LoggedEvent;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import dev.leeward.attestation.reference.References;
import java.util.Comparator;
import java.util.List;

/**
 * Compares verified evidence with the references in force. The quoted PCRs alone decide; the event log only says in words
 * where they differ. No manifest for a part, or no measured launch, is not trusted.
 */
public final class Appraiser {

    private final RequiredFacts required;

    public Appraiser(RequiredFacts required) {
        this.required = required;
    }

    /** The verdict on the evidence under the references; the same for the same, whenever it is asked. */
    public Verdict appraise(Evidence evidence, References references) {
        return new Verdict(
                part(Part.PLATFORM, evidence, references),
                evidence.pcrs().measuredLaunch() ? part(Part.VMM, evidence, references) : neverLaunched(evidence),
                required.appraise(evidence.facts()),
                references.digest());
    }

    private static PartVerdict neverLaunched(Evidence evidence) {
        Bytes pcr17 = evidence.pcrs().get(17);
        String value = pcr17.isAll(0xFF) ? "all ones" : pcr17.isAll(0) ? "all zero" : "set, but PCR 18 is not";
        return PartVerdict.untrusted(
                "No measured launch took place (PCR 17 is " + value
                        + "), so nothing vouches for the VMM: enable the measured launch and restart the host.",
                null);
    }

    private static PartVerdict part(Part part, Evidence evidence, References references) {
        List<ReferenceManifest> manifests = references.of(part);
        for (ReferenceManifest manifest : manifests) {
            if (matches(manifest, evidence)) {
                return PartVerdict.trusted(manifest.id());
            }
        }
        return manifests.stream()
                .map(manifest -> firstDifference(manifest, evidence.eventLog()))
                .max(Comparator.comparingInt(Difference::agreed))
                .map(difference -> PartVerdict.untrusted(
                        difference.words(), difference.manifest().id()))
                .orElseGet(() -> PartVerdict.untrusted(
                        "No reference manifest is in force for " + part.name()
                                + ": publish one for what this host runs.",
                        null));
    }

    /** By the quoted PCRs alone: the reference values, extended in order, must lead to each of them. */
    private static boolean matches(ReferenceManifest manifest, Evidence evidence) {
        return manifest.part()
                .pcrs()
                .indexes()
                .allMatch(pcr -> EventLog.extend(
                                evidence.eventLog().startOf(pcr),
                                manifest.of(pcr).stream()
                                        .map(ReferenceValue::digest)
                                        .toList())
                        .equals(evidence.pcrs().get(pcr)));
    }

    /** Where a manifest and a log part: the first difference in words, and how much they agreed on in all. */
    private record Difference(ReferenceManifest manifest, int agreed, String words) {}

    private static Difference firstDifference(ReferenceManifest manifest, EventLog log) {
        int agreed = 0;
        String words = "";
        for (int pcr : manifest.part().pcrs().indexes().toArray()) {
            List<LoggedEvent> measured = log.of(pcr);
            List<ReferenceValue> expected = manifest.of(pcr);
            int same = 0;
            while (same < measured.size()
                    && same < expected.size()
                    && measured.get(same).digest().equals(expected.get(same).digest())) {
                same++;
            }
            agreed += same;
            boolean differ = same < measured.size() || same < expected.size();
            if (differ && words.isEmpty()) {
                words = words(
                        manifest,
                        pcr,
                        measured.subList(same, measured.size()),
                        expected.subList(same, expected.size()));
            }
        }
        return new Difference(manifest, agreed, words.isEmpty() ? unexplained(manifest) : words);
    }

    private static String words(
            ReferenceManifest manifest, int pcr, List<LoggedEvent> measured, List<ReferenceValue> expected) {
        if (measured.isEmpty()) {
            return "%s does not measure %s in PCR %d; reference %s expects it."
                    .formatted(manifest.part(), expected.getFirst().description(), pcr, manifest.id());
        }
        String seen = measured.getFirst().words();
        if (expected.isEmpty()) {
            return "%s measures %s in PCR %d; reference %s expects nothing more there."
                    .formatted(manifest.part(), seen, pcr, manifest.id());
        }
        String wanted = expected.getFirst().description();
        if (seen.equals(wanted)) {
            seen = "another " + seen;
        }
        return "%s measures %s; reference %s expects %s (PCR %d)."
                .formatted(manifest.part(), seen, manifest.id(), wanted, pcr);
    }

    private static String unexplained(ReferenceManifest manifest) {
        return "%s holds other PCR values than reference %s leads to, and the event log does not say why."
                .formatted(manifest.part(), manifest.id());
    }
}
