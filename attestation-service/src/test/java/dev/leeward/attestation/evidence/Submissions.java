package dev.leeward.attestation.evidence;

import dev.leeward.testkit.tpm.HostEvidence;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What hosts send, and what becomes of it on the way. */
final class Submissions {

    private Submissions() {}

    static Submission of(HostEvidence evidence) {
        return new Submission(
                decode(evidence.quote()),
                decode(evidence.signature()),
                decode(evidence.eventLog()),
                PcrValues.ofHex(evidence.pcrs()),
                evidence.facts());
    }

    static Submission withQuote(Submission from, Bytes quote) {
        return new Submission(quote, from.signature(), from.eventLog(), from.pcrs(), from.facts());
    }

    static Submission withSignature(Submission from, Bytes signature) {
        return new Submission(from.quote(), signature, from.eventLog(), from.pcrs(), from.facts());
    }

    static Submission withLog(Submission from, Bytes log) {
        return new Submission(from.quote(), from.signature(), log, from.pcrs(), from.facts());
    }

    static Submission withPcrs(Submission from, Map<Integer, String> pcrs) {
        return new Submission(from.quote(), from.signature(), from.eventLog(), PcrValues.ofHex(pcrs), from.facts());
    }

    static Map<Integer, String> hex(PcrValues pcrs) {
        Map<Integer, String> values = new HashMap<>();
        pcrs.values().forEach((pcr, value) -> values.put(pcr, value.hex()));
        return values;
    }

    static Bytes flip(Bytes bytes, int bit) {
        byte[] flipped = bytes.toArray();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        return Bytes.of(flipped);
    }

    static Bytes decode(String base64) {
        return Bytes.of(Base64.getDecoder().decode(base64));
    }
}
