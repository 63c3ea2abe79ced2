package dev.leeward.policy.app;

import dev.leeward.policy.placement.HostId;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signs hosts' certificates for migrations. */
public interface MigrationAuthority {
    /**
     * An authority whose certificates count.
     *
     * @param subject its name
     * @param fingerprint SHA-256 of its certificate, lower-case hexadecimal
     * @param issuing whether it signs new certificates: one does
     * @param pem its certificate
     */
    record Authority(
            String id,
            String subject,
            String fingerprint,
            Instant notBefore,
            Instant notAfter,
            boolean issuing,
            String pem) {}

    /** What a request for a certificate turned out to be. */
    sealed interface Reading {
        /** Its sender holds the private key of this public one. */
        record Proven(String commonName, PublicKey key) implements Reading {}

        /** It is no such request, or proves nothing. */
        record Unusable(String reason) implements Reading {}
    }

    /** What a certificate says. */
    record Content(HostId host, List<String> names, PublicKey key, Instant notBefore, Instant notAfter) {
        /** Copies the names. */
        public Content {
            names = List.copyOf(names);
        }
    }

    /** A certificate; its serial number and the key's SHA-256 are lower-case hexadecimal. */
    record Signed(String authority, String serial, String key, String pem) {}

    /** All authorities whose certificates count; empty where there is none. */
    List<Authority> authorities();

    /** The one that signs; empty where there is none. */
    Optional<Authority> issuing();

    /** Reads a request (PKCS #10, RFC 2986, in PEM). */
    Reading read(String request);

    /** Signs with the authority that {@link #issuing} told of, or one that has taken its place since. */
    Signed sign(Content content);
}
