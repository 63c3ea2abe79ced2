package dev.leeward.policy.edge.crypto;

import dev.leeward.policy.app.PolicySigners;
import dev.leeward.policy.app.ReviewConfig;
import dev.leeward.policy.app.ReviewConfig.Signatures;
import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.SetScope;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Checks signatures with the public keys of a folder, {@code <key id>.pem} each, which is read whenever one is checked. */
@Singleton
class SignerFolder implements PolicySigners {
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final int P256_BITS = 256;

    private final Optional<Path> folder;
    private final boolean required;
    private final Clock clock;

    SignerFolder(ReviewConfig config, Clock clock) {
        this.folder = config.signers();
        this.required = config.signatures() == Signatures.REQUIRED;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent start) {
        if (required && folder.isEmpty()) {
            throw new IllegalStateException("leeward.policy.signatures is required, but nobody's signature counts: let"
                    + " leeward.policy.signers name a folder of public keys, each a file <key id>.pem");
        }
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            throw new IllegalStateException(
                    "leeward.policy.signers names %s, which is no folder".formatted(folder.get()));
        }
    }

    @Override
    public Opened open(SetScope scope, String jws) {
        JsonWebSignature signed = new JsonWebSignature();
        signed.setAlgorithmConstraints(ALGORITHMS);
        try {
            signed.setCompactSerialization(jws);
            if (!TYPE.equals(signed.getHeader("typ"))) {
                return refused("The header typ is %s, not %s.".formatted(Shown.of(signed.getHeader("typ")), TYPE));
            }
            if (!scope.toString().equals(signed.getHeader("scope"))) {
                return refused("The header scope is %s, not %s: it was signed for another set."
                        .formatted(Shown.of(signed.getHeader("scope")), scope));
            }
            Instant signedAt = signedAt(signed);
            if (signedAt == null) {
                return refused("The header iat does not say when it was signed, in seconds.");
            }
            if (signedAt.isAfter(clock.instant().plus(CLOCK_SKEW))) {
                return refused("It says that it was signed at %s, which is yet to come.".formatted(signedAt));
            }
            return opened(signed, signedAt, jws);
        } catch (JoseException e) {
            return refused("This is no JWS in compact form: %s.".formatted(Shown.of(e.getMessage())));
        }
    }

    private static Opened refused(String reason) {
        return new Opened.Refused(reason);
    }

    private static @Nullable Instant signedAt(JsonWebSignature signed) {
        try {
            return signed.getHeaders().getObjectHeaderValue("iat") instanceof Long seconds
                    ? Instant.ofEpochSecond(seconds)
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private Opened opened(JsonWebSignature signed, Instant signedAt, String jws) throws JoseException {
        String keyId = signed.getKeyIdHeaderValue();
        if (keyId == null || !KEY_ID.matcher(keyId).matches() || folder.isEmpty()) {
            return unknown(keyId);
        }
        Path file = folder.get().resolve(keyId + ".pem");
        if (!Files.isRegularFile(file)) {
            return unknown(keyId);
        }
        try {
            signed.setKey(publicKey(Files.readString(file)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return refused("The key %s cannot be used (%s): put a public key on P-256 or Ed25519 there, in PEM."
                    .formatted(file, Shown.of(e.getMessage())));
        }
        if (!signed.verifySignature()) {
            return refused("The signature is not the key's over this document.");
        }
        try {
            return new Opened.Document(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(signed.getUnverifiedPayloadBytes()))
                            .toString(),
                    new DocumentSignature(keyId, signedAt, jws));
        } catch (CharacterCodingException e) {
            return refused("What was signed is no UTF-8 text.");
        }
    }

    private static Opened unknown(@Nullable String keyId) {
        return refused(
                ("No signer has the key %s, which the header kid names: leeward.policy.signers names the folder of"
                                + " those whose signatures count.")
                        .formatted(Shown.of(keyId)));
    }

    private static PublicKey publicKey(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
        X509EncodedKeySpec encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
        try {
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(encoded);
            if (key instanceof ECPublicKey ec
                    && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
                return key;
            }
            throw new IllegalArgumentException("it is on another curve than P-256");
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("Ed25519").generatePublic(encoded);
        }
    }
}
