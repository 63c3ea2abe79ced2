package dev.leeward.testkit;

import dev.leeward.events.host.PartTrust;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attestation results as attestation-service says them with an event. Its own test holds its results against these, so
 * that whoever reads these reads its.
 */
public final class TestResults {
    private TestResults() {}

    /** The event with its result, signed. */
    public static TrustChanged signed(TrustChanged event, ResultKey key) {
        return TestEvents.with(event, "attestationResult", key.sign(claims(event)));
    }

    /** The claims of the result, to be bent by tests. */
    public static Map<String, Object> claims(TrustChanged event) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("eat_profile", "tag:ietf.org,2026:rats/ear#04");
        claims.put("iss", "attestation-service");
        Instant attestedAt = event.getAttestedAt();
        claims.put("iat", (attestedAt == null ? event.getEnvelope().getOccurredAt() : attestedAt).getEpochSecond());
        if (event.getAttestedUntil() != null) {
            claims.put("exp", event.getAttestedUntil().getEpochSecond());
        }
        claims.put("ear_verifier_id", Map.of("developer", "Leeward", "build", "0.1.0"));
        claims.put("submods", Map.of(event.getHostId(), appraisal(event)));
        return claims;
    }

    private static Map<String, Object> appraisal(TrustChanged event) {
        Map<String, Object> appraisal = new LinkedHashMap<>();
        appraisal.put(
                "ear_status",
                switch (event.getOverall()) {
                    case TRUSTED -> "affirming";
                    case STALE -> "warning";
                    case UNTRUSTED -> "contraindicated";
                    case UNKNOWN -> "none";
                });
        long executables = event.getVmm().getStatus() == TrustStatus.TRUSTED ? 3 : claim(event.getVmm());
        appraisal.put(
                "ear_trustworthiness_vector",
                Map.of(
                        "hardware", claim(event.getPlatform()),
                        "executables", executables,
                        "configuration", claim(event.getConfiguration())));
        appraisal.put("ear_appraisal_policy_ids", List.of("sha256:" + event.getReferenceDigest()));
        appraisal.put("leeward.status", event.getOverall().name());
        appraisal.put("leeward.assurance", event.getAssurance().name());
        if (event.getEvidenceId() != null) {
            appraisal.put("leeward.evidence-id", event.getEvidenceId());
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        put(parts, "platform", event.getPlatform());
        put(parts, "vmm", event.getVmm());
        put(parts, "host-unique", event.getHostUnique());
        put(parts, "asset-tag", event.getAssetTag());
        put(parts, "configuration", event.getConfiguration());
        appraisal.put("leeward.parts", parts);
        appraisal.put("leeward.epoch", event.getEnvelope().getEpoch());
        appraisal.put("leeward.sequence", event.getEnvelope().getSequence());
        return appraisal;
    }

    private static void put(Map<String, Object> parts, String name, @Nullable PartTrust part) {
        if (part != null) {
            parts.put(name, part.getStatus().name());
        }
    }

    private static long claim(PartTrust part) {
        return switch (part.getStatus()) {
            case TRUSTED -> 2;
            case STALE -> 32;
            case UNTRUSTED -> 96;
            case UNKNOWN -> 0;
        };
    }
}
