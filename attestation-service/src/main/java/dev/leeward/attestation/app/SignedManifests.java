package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.ReferenceProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Opens signed manifests: whose signature it is, and what was signed. Nothing unsigned comes out. */
@ApplicationScoped
public class SignedManifests {

    /** The outcome of opening. */
    public sealed interface Outcome {
        /** A provider signed this. */
        record Opened(Bytes document, ManifestSignature signature) implements Outcome {}

        /** Nobody did whose signature counts. */
        record Refused(String reason) implements Outcome {}
    }

    /** What the header {@code typ} must say, so that nothing else that a key signed passes for a manifest. */
    public static final String TYPE = "leeward-manifest+jws";

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final Jose jose;
    private final ProviderStore providers;
    private final Clock clock;

    SignedManifests(Jose jose, ProviderStore providers, Clock clock) {
        this.jose = jose;
        this.providers = providers;
        this.clock = clock;
    }

    /** Checks who signed a document, and opens it. */
    public Outcome open(String jws) {
        try {
            return open(jws, jose.header(jws));
        } catch (Jose.Malformed e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Outcome open(String jws, Jose.Header header) throws Jose.Malformed {
        if (!TYPE.equals(header.type())) {
            return new Outcome.Refused("The header typ is " + header.type() + ", not " + TYPE + ".");
        }
        Instant signedAt = header.issuedAt();
        if (signedAt == null || signedAt.isAfter(clock.instant().plus(CLOCK_SKEW))) {
            return new Outcome.Refused(
                    signedAt == null
                            ? "The header iat does not say when it was signed."
                            : "It says that it was signed at " + signedAt + ", which is yet to come.");
        }
        String issuer = header.provider();
        Optional<ReferenceProvider> provider = issuer == null || !ProviderId.isValid(issuer)
                ? Optional.empty()
                : providers.find(new ProviderId(issuer));
        if (provider.isEmpty()) {
            return new Outcome.Refused("There is no reference provider " + issuer + ", as the header iss says.");
        }
        String keyId = header.keyId();
        Optional<String> key = provider.get().key(keyId);
        if (keyId == null || key.isEmpty()) {
            return new Outcome.Refused(
                    "Reference provider " + issuer + " has no key " + keyId + ", as the header kid says.");
        }
        return new Outcome.Opened(
                jose.open(jws, key.get()), new ManifestSignature(provider.get().id(), keyId, signedAt, jws));
    }
}
