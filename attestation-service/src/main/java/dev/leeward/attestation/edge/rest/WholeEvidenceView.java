package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.KeptEvidence;
import dev.leeward.attestation.app.KeptEvidence.Raw;
import dev.leeward.attestation.evidence.Bytes;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Evidence with what the TPM signed, to be checked by somebody else. Bytes are in base64.
 *
 * @param evidence which it is
 * @param host the host
 * @param quote {@code TPMS_ATTEST}; null where a manager vouches for it
 * @param signature {@code TPMT_SIGNATURE} over the quote; null where a manager vouches for it
 * @param eventLog TCG event log; null where a manager vouches for it
 * @param attestationKey {@code TPM2B_PUBLIC} of the key that signed; null where it was not kept
 * @param pcrs SHA-256 PCR values by index, in hexadecimal
 * @param facts configuration facts that were stated with it; nothing signs them
 */
public record WholeEvidenceView(
        EvidenceEntryView evidence,
        String host,
        @Nullable String quote,
        @Nullable String signature,
        @Nullable String eventLog,
        @Nullable String attestationKey,
        SortedMap<Integer, String> pcrs,
        Map<String, String> facts) {

    static WholeEvidenceView of(String host, KeptEvidence.Whole whole, @Nullable UUID ofVerdict) {
        Raw raw = whole.raw();
        SortedMap<Integer, String> pcrs = new TreeMap<>();
        whole.pcrs().values().forEach((pcr, value) -> pcrs.put(pcr, value.hex()));
        return new WholeEvidenceView(
                EvidenceEntryView.of(whole.evidence(), ofVerdict),
                host,
                raw == null ? null : base64(raw.quote()),
                raw == null ? null : base64(raw.signature()),
                raw == null ? null : base64(raw.eventLog()),
                raw == null || raw.publicArea() == null ? null : base64(raw.publicArea()),
                pcrs,
                whole.facts());
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }
}
