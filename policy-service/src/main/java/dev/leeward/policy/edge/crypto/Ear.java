package dev.leeward.policy.edge.crypto;

import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.AttestationResult;
import dev.leeward.policy.placement.AttestationResult.EventNumber;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TrustStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The claims of an EAR (draft-ietf-rats-ear-04), as attestation-service makes them. */
record Ear(Map<?, ?> claims) {
    private static final String PROFILE = "tag:ietf.org,2026:rats/ear#04";

    /** What they say. @throws IllegalArgumentException where they are not such claims */
    AttestationResult result() {
        if (!PROFILE.equals(claims.get("eat_profile"))) {
            throw new IllegalArgumentException(
                    "its eat_profile is %s, not %s".formatted(claims.get("eat_profile"), PROFILE));
        }
        if (!(claims.get("submods") instanceof Map<?, ?> submods) || submods.size() != 1) {
            throw new IllegalArgumentException("its submods are not one host");
        }
        Map.Entry<?, ?> host = submods.entrySet().iterator().next();
        if (!(host.getValue() instanceof Map<?, ?> appraisal)) {
            throw new IllegalArgumentException("its appraisal of " + host.getKey() + " is no object");
        }
        return new AttestationResult(
                new HostId(String.valueOf(host.getKey())),
                new EventNumber(number(appraisal, "leeward.epoch"), number(appraisal, "leeward.sequence")),
                TrustStatus.valueOf(text(appraisal, "leeward.status")),
                Assurance.valueOf(text(appraisal, "leeward.assurance")),
                assetTag(appraisal),
                Instant.ofEpochSecond(number(claims, "iat")),
                expiry());
    }

    private static @Nullable TrustStatus assetTag(Map<?, ?> appraisal) {
        return appraisal.get("leeward.parts") instanceof Map<?, ?> parts && parts.containsKey("asset-tag")
                ? TrustStatus.valueOf(text(parts, "asset-tag"))
                : null;
    }

    private @Nullable Instant expiry() {
        return claims.containsKey("exp") ? Instant.ofEpochSecond(number(claims, "exp")) : null;
    }

    private static long number(Map<?, ?> object, String name) {
        if (object.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("its %s is %s, no whole number".formatted(name, object.get(name)));
    }

    private static String text(Map<?, ?> object, String name) {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("its %s is %s, no text".formatted(name, object.get(name)));
    }
}
