package dev.leeward.attestation.result;

import dev.leeward.attestation.appraisal.PartVerdict;
import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is signed of the trust in a host.
 *
 * @param host the host
 * @param report the trust in it
 * @param referenceDigest digest of the references that it rests on; empty where it is not known any more
 * @param epoch the life of the source of the event that says it
 * @param sequence the event's number, so that an older result cannot be said anew
 * @param saidAt when it is said
 */
public record AttestationResult(
        HostId host, TrustReport report, String referenceDigest, long epoch, long sequence, Instant saidAt) {

    /** The edition of EAR whose claims these are. */
    public static final String PROFILE = "tag:ietf.org,2026:rats/ear#04";

    /** AR4SI's claim that nothing but approved executables were loaded at boot; what runs later is not measured. */
    private static final int APPROVED_AT_BOOT = 3;

    /**
     * The claims of an EAR (draft-ietf-rats-ear-04) in JSON: times in whole seconds, none of them later than the truth.
     *
     * @param issuer who says it
     * @param build the version of this verifier
     */
    public Map<String, Object> claims(String issuer, String build) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("eat_profile", PROFILE);
        claims.put("iss", issuer);
        Instant attestedAt = report.attestedAt();
        claims.put("iat", (attestedAt == null ? saidAt : attestedAt).getEpochSecond());
        Instant attestedUntil = report.attestedUntil();
        if (attestedUntil != null) {
            claims.put("exp", attestedUntil.getEpochSecond());
        }
        claims.put("ear_verifier_id", Map.of("developer", "Leeward", "build", build));
        claims.put("submods", Map.of(host.value(), appraisal()));
        return claims;
    }

    private Map<String, Object> appraisal() {
        Map<String, Object> appraisal = new LinkedHashMap<>();
        appraisal.put("ear_status", tier(report.overall()));
        appraisal.put(
                "ear_trustworthiness_vector",
                Map.of(
                        "hardware", claim(report.platform()),
                        "executables", executables(report.vmm()),
                        "configuration", claim(report.configuration())));
        if (!referenceDigest.isEmpty()) {
            appraisal.put("ear_appraisal_policy_ids", List.of("sha256:" + referenceDigest));
        }
        appraisal.put("leeward.status", report.overall().name());
        appraisal.put("leeward.assurance", report.assurance().name());
        if (report.evidenceId() != null) {
            appraisal.put("leeward.evidence-id", report.evidenceId().toString());
        }
        appraisal.put("leeward.parts", parts());
        appraisal.put("leeward.epoch", epoch);
        appraisal.put("leeward.sequence", sequence);
        return appraisal;
    }

    private Map<String, Object> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        put(parts, "platform", report.platform());
        put(parts, "vmm", report.vmm());
        put(parts, "host-unique", report.hostUnique());
        put(parts, "asset-tag", report.assetTag());
        put(parts, "configuration", report.configuration());
        return parts;
    }

    private static void put(Map<String, Object> parts, String name, @Nullable PartVerdict part) {
        if (part != null) {
            parts.put(name, part.status().name());
        }
    }

    private static String tier(TrustStatus status) {
        return switch (status) {
            case TRUSTED -> "affirming";
            case STALE -> "warning";
            case UNTRUSTED -> "contraindicated";
            case UNKNOWN -> "none";
        };
    }

    private static int executables(PartVerdict vmm) {
        return vmm.status() == TrustStatus.TRUSTED ? APPROVED_AT_BOOT : claim(vmm);
    }

    /** AR4SI's first claim of each tier: it says the tier and nothing beyond. */
    private static int claim(PartVerdict part) {
        return switch (part.status()) {
            case TRUSTED -> 2;
            case STALE -> 32;
            case UNTRUSTED -> 96;
            case UNKNOWN -> 0;
        };
    }
}
