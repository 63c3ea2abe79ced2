package dev.leeward.testkit.tpm;

import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a host answers to a challenge.
 *
 * @param quote marshalled {@code TPMS_ATTEST}, base64
 * @param signature marshalled {@code TPMT_SIGNATURE}, base64
 * @param eventLog TCG crypto-agile event log, base64
 * @param pcrs quoted PCRs, index to lower-case hexadecimal
 * @param facts configuration facts, for example secure-boot to true
 */
public record HostEvidence(
        String quote, String signature, String eventLog, SortedMap<Integer, String> pcrs, Map<String, String> facts) {

    public HostEvidence {
        pcrs = Collections.unmodifiableSortedMap(new TreeMap<>(pcrs));
        facts = Map.copyOf(facts);
    }

    static HostEvidence of(
            TpmQuote quote, byte[] eventLog, SortedMap<Integer, String> pcrs, Map<String, String> facts) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new HostEvidence(
                base64.encodeToString(quote.attest()),
                base64.encodeToString(quote.signature()),
                base64.encodeToString(eventLog),
                pcrs,
                facts);
    }

    /** The body of {@code POST /v1/hosts/{id}/evidence} that answers the given challenge. */
    public String toJson(String challengeId) {
        StringBuilder json = new StringBuilder("{");
        Json.member(json, "challengeId", challengeId).append(',');
        Json.member(json, "quote", quote).append(',');
        Json.member(json, "signature", signature).append(',');
        Json.member(json, "eventLog", eventLog).append(",\"pcrs\":{");
        String separator = "";
        for (Map.Entry<Integer, String> pcr : pcrs.entrySet()) {
            Json.member(json.append(separator), pcr.getKey().toString(), pcr.getValue());
            separator = ",";
        }
        json.append("},\"facts\":{");
        separator = "";
        for (Map.Entry<String, String> fact : new TreeMap<>(facts).entrySet()) {
            Json.member(json.append(separator), fact.getKey(), fact.getValue());
            separator = ",";
        }
        return json.append("}}").toString();
    }
}
