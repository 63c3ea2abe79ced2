package dev.leeward.attestation.evidence;

import dev.leeward.attestation.evidence.Rejection.Code;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a manager says that a host's TPM holds, as it arrives.
 *
 * @param pcrs values of the SHA-256 bank
 * @param events what it says was measured, in order; never trusted
 */
public record TpmReport(PcrValues pcrs, List<LoggedEvent> events) {

    /** The outcome of looking at a report: evidence, or why it is none. */
    public sealed interface Outcome {
        /** All PCRs that are appraised are there. */
        record Complete(Evidence evidence) implements Outcome {}

        /** Refused. */
        record Refused(Rejection rejection) implements Outcome {}
    }

    public TpmReport {
        events = List.copyOf(events);
    }

    /**
     * The report as evidence. Every PCR that any challenge asks for must be there; of the events, those of PCRs that
     * they do not lead to are left out, since they explain nothing.
     */
    public Outcome toEvidence(UUID id, Instant askedAt, VouchedBy manager, Map<String, String> facts) {
        List<Integer> missing = PcrSelection.ofChallenge()
                .indexes()
                .filter(pcr -> !pcrs.values().containsKey(pcr))
                .boxed()
                .toList();
        if (!missing.isEmpty()) {
            return new Outcome.Refused(new Rejection(
                    Code.REPORT_INCOMPLETE,
                    "The TPM report by " + manager.manager() + " has no sha256 value of PCR " + missing + "."));
        }
        List<LoggedEvent> explained =
                events.stream().filter(event -> explains(event.pcr())).toList();
        return new Outcome.Complete(new Evidence(id, askedAt, manager, pcrs, new EventLog(explained, 0), facts));
    }

    private boolean explains(int pcr) {
        Bytes value = pcrs.values().get(pcr);
        List<Bytes> digests = events.stream()
                .filter(event -> event.pcr() == pcr)
                .map(LoggedEvent::digest)
                .toList();
        return value != null
                && EventLog.startsOf(pcr).stream()
                        .anyMatch(start -> EventLog.extend(start, digests).equals(value));
    }
}
