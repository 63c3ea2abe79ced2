package dev.leeward.policy.certificate;

import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.HostId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A certificate that a host was given, and what that rested on.
 *
 * @param serial serial number, lower-case hexadecimal
 * @param authority id of the authority that signed it
 * @param key SHA-256 of the host's public key, lower-case hexadecimal
 * @param attestedAt when the host had proven what it runs
 * @param attestedUntil until when that counts
 */
public record IssuedCertificate(
        UUID id,
        HostId host,
        String serial,
        String authority,
        List<String> names,
        String key,
        Instant issuedAt,
        Instant notBefore,
        Instant notAfter,
        Instant attestedAt,
        Instant attestedUntil,
        Assurance assurance) {
    /** Copies the names. */
    public IssuedCertificate {
        names = List.copyOf(names);
        if (notAfter.isAfter(attestedUntil)) {
            throw new IllegalArgumentException("certificate %s of %s would outlive its trust: %s is after %s"
                    .formatted(serial, host, notAfter, attestedUntil));
        }
    }
}
