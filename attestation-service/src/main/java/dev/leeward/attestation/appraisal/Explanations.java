package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.evidence.EventLog;
import dev.leeward.attestation.evidence.LoggedEvent;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.reference.ExpectedPcrs;
import dev.leeward.attestation.reference.ManifestRef;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says in words why no manifest matches: the first measurement that differs from the closest one. What was once
 * explained is remembered, because hosts that hold the same PCR values measured the same, and reading a log takes far
 * longer than comparing PCRs. Not for several threads.
 */
public final class Explanations {

    private record Question(List<ManifestRef> manifests, List<Bytes> pcrs) {}

    /** Where a manifest and a log part: the first difference in words, and how much they agreed on in all. */
    private record Difference(ReferenceManifest manifest, int agreed, String words) {}

    private final Map<Question, PartVerdict> known = new HashMap<>();

    /** Why none of the manifests, of one part and at least one, matches. */
    PartVerdict of(List<ExpectedPcrs> candidates, Claims claims) {
        Question question = new Question(
                candidates.stream().map(candidate -> candidate.manifest().ref()).toList(),
                candidates.stream()
                        .flatMap(candidate -> candidate.pcrs().indexes().boxed())
                        .distinct()
                        .sorted()
                        .map(claims.pcrs()::get)
                        .toList());
        PartVerdict answer = known.get(question);
        if (answer == null) {
            answer = explain(candidates, claims.pcrs(), claims.eventLog().get());
            known.put(question, answer);
        }
        return answer;
    }

    private static PartVerdict explain(List<ExpectedPcrs> candidates, PcrValues pcrs, EventLog log) {
        Difference closest = candidates.stream()
                .map(candidate -> firstDifference(candidate, pcrs, log))
                .max(Comparator.comparingInt(Difference::agreed))
                .orElseThrow();
        return PartVerdict.untrusted(closest.words(), closest.manifest().ref());
    }

    private static Difference firstDifference(ExpectedPcrs candidate, PcrValues pcrs, EventLog log) {
        ReferenceManifest manifest = candidate.manifest();
        int agreed = 0;
        String words = "";
        for (int pcr : candidate.pcrs().indexes().toArray()) {
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
            if (differ && words.isEmpty() && !silent(log, pcr, pcrs.get(pcr))) {
                words = words(
                        manifest,
                        pcr,
                        measured.subList(same, measured.size()),
                        expected.subList(same, expected.size()));
            }
        }
        return new Difference(manifest, agreed, words.isEmpty() ? unexplained(manifest) : words);
    }

    /** Whether something was measured into the PCR that the log leaves out, as the log of a manager's report does. */
    private static boolean silent(EventLog log, int pcr, Bytes value) {
        boolean untouched = value.isAll(0xFF) || EventLog.startsOf(pcr).contains(value);
        return log.of(pcr).isEmpty() && !untouched;
    }

    private static String words(
            ReferenceManifest manifest, int pcr, List<LoggedEvent> measured, List<ReferenceValue> expected) {
        Part part = manifest.part();
        if (measured.isEmpty()) {
            return "%s does not measure %s in PCR %d; reference %s expects it."
                    .formatted(part, expected.getFirst().description(), pcr, manifest.id());
        }
        String seen = measured.getFirst().words();
        if (expected.isEmpty()) {
            return "%s measures %s in PCR %d; reference %s expects nothing more there."
                    .formatted(part, seen, pcr, manifest.id());
        }
        String wanted = expected.getFirst().description();
        if (seen.equals(wanted)) {
            seen = "another " + seen;
        }
        return "%s measures %s; reference %s expects %s (PCR %d).".formatted(part, seen, manifest.id(), wanted, pcr);
    }

    private static String unexplained(ReferenceManifest manifest) {
        return "%s holds other PCR values than reference %s leads to, and the event log does not say why."
                .formatted(manifest.part(), manifest.id());
    }
}
