package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.Submission;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a challenge.
 *
 * @param challengeId the challenge
 * @param quote {@code TPMS_ATTEST}, base64
 * @param signature {@code TPMT_SIGNATURE}, base64
 * @param eventLog TCG crypto-agile event log of this boot, base64
 * @param pcrs the quoted PCRs: index to 64 hexadecimal digits
 * @param facts configuration facts, for example secure-boot to true
 */
public record EvidenceRequest(
        @NotNull UUID challengeId,
        @NotBlank @Size(max = 4096) String quote,
        @NotBlank @Size(max = 4096) String signature,
        @NotNull String eventLog,

        @NotNull @Size(max = 24) Map<@Min(0) @Max(23) Integer, @NotNull @Pattern(regexp = "[0-9a-fA-F]{64}") String> pcrs,

        @Nullable @Size(max = 64) Map<
                        @NotBlank @Size(max = 100) @Pattern(regexp = PRINTABLE) String,
                        @NotNull @Size(max = 500) @Pattern(regexp = PRINTABLE) String>
                facts) {

    /** Facts are a line each; PostgreSQL keeps no NUL. */
    private static final String PRINTABLE = "\\P{Cntrl}*";

    Submission toSubmission() {
        return new Submission(
                Input.base64("quote", quote),
                Input.base64("signature", signature),
                Input.base64("eventLog", eventLog),
                PcrValues.ofHex(pcrs),
                facts == null ? Map.of() : facts);
    }
}
