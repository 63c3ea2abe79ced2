package dev.leeward.policy.edge.crypto;

import dev.leeward.policy.app.PolicyConfig;
import dev.leeward.policy.app.ResultKeys;
import dev.leeward.policy.placement.Signature;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks results with the keys of a file, which is read again when it changes and when a key is not in it. At the start a
 * mistake in the file ends the service; later it is logged, and the last good keys stay in force.
 */
@Singleton
class ResultKeyFile implements ResultKeys {
    private static final Logger LOG = Logger.getLogger(ResultKeyFile.class);
    private static final String TYPE = "eat+jwt";
    private static final AlgorithmConstraints ES256 =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

    private final Optional<Path> file;

    @Nullable private KeySet inForce;

    @Nullable private String lastMistake;

    ResultKeyFile(PolicyConfig config) {
        file = config.resultKeys();
        if (file.isPresent()) {
            try {
                inForce = KeySet.read(file.get());
            } catch (KeySet.Mistake e) {
                throw new IllegalStateException(
                        "The file %s of leeward.policy.result-keys cannot be used: %s. Put there what attestation-service"
                                        .formatted(file.get(), e.getMessage())
                                + " answers to GET /v1/result-keys.",
                        e);
            }
        }
    }

    void onStart(@Observes StartupEvent start) {
        if (file.isEmpty()) {
            LOG.warn(
                    "results.unchecked: trust counts without a signature until leeward.policy.result-keys names a file");
        }
    }

    @Override
    public boolean inForce() {
        return file.isPresent();
    }

    @Override
    public Signature check(@Nullable String result) {
        if (result == null) {
            return new Signature.Missing();
        }
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(ES256);
        try {
            jws.setCompactSerialization(result);
            String keyId = jws.getKeyIdHeaderValue();
            Optional<PublicKey> key = keyId == null ? Optional.empty() : key(keyId);
            if (key.isEmpty()) {
                return refused("the key %s that signed its attestation result is not in %s: where it is"
                                .formatted(Shown.of(keyId), file.orElseThrow())
                        + " attestation-service's (GET /v1/result-keys), add it there");
            }
            jws.setKey(key.get());
            if (!jws.verifySignature()) {
                return refused("the signature of its attestation result is not that of the key %s: find out who besides"
                                .formatted(Shown.of(keyId))
                        + " attestation-service writes to the topic of host trust");
            }
            return genuine(jws);
        } catch (JoseException e) {
            return refused("its attestation result cannot be checked (%s): it has to be a JWT that is signed with ES256"
                    .formatted(Shown.of(e.getMessage())));
        }
    }

    private static Signature genuine(JsonWebSignature jws) throws JoseException {
        if (!TYPE.equals(jws.getHeader("typ"))) {
            return refused(
                    "what came as its attestation result is a token of the type %s, not %s: sign nothing else with"
                                    .formatted(Shown.of(jws.getHeader("typ")), TYPE)
                            + " the key of results");
        }
        try {
            return new Signature.Genuine(new Ear(JsonUtil.parseJson(jws.getPayload())).result());
        } catch (IllegalArgumentException | DateTimeException e) {
            return refused("its attestation result is not understood (%s): run attestation-service and this service in"
                            .formatted(Shown.of(e.getMessage()))
                    + " versions that fit");
        }
    }

    private static Signature refused(String reason) {
        return new Signature.Refused(reason);
    }

    private synchronized Optional<PublicKey> key(String keyId) {
        Path path = file.orElseThrow();
        KeySet known = inForce;
        if (known == null || !known.keys().containsKey(keyId) || !known.isOf(path)) {
            known = readAgain(path, known);
        }
        return known == null
                ? Optional.empty()
                : Optional.ofNullable(known.keys().get(keyId));
    }

    private @Nullable KeySet readAgain(Path path, @Nullable KeySet before) {
        try {
            KeySet read = KeySet.read(path);
            if (before == null || !read.keys().equals(before.keys())) {
                LOG.infof(
                        "result-keys.applied file=%s keys=%s", path, read.keys().keySet());
            }
            inForce = read;
            lastMistake = null;
            return read;
        } catch (KeySet.Mistake e) {
            String mistake = e.getMessage();
            if (mistake != null && !mistake.equals(lastMistake)) {
                LOG.errorf("result-keys.refused file=%s: %s. The last good keys stay in force.", path, mistake);
            }
            lastMistake = mistake;
            return before;
        }
    }
}
