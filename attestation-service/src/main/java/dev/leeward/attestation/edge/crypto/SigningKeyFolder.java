package dev.leeward.attestation.edge.crypto;

import dev.leeward.attestation.app.ResultSigner;
import dev.leeward.attestation.app.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;

/**
 * Signs with the keys of a folder: the lexically last one signs, all of them are public. At the start a mistake in the
 * folder ends the service; later it is logged, and the last good keys stay in force.
 */
@Singleton
class SigningKeyFolder implements ResultSigner {

    private static final Logger LOG = Logger.getLogger(SigningKeyFolder.class);

    private final Optional<Path> folder;
    private final SignatureProvider provider;

    private volatile List<SigningKey> keys = List.of();
    private volatile boolean good = true;

    private SortedMap<String, String> applied = Collections.emptySortedMap();
    private SortedMap<String, String> seen = Collections.emptySortedMap();

    SigningKeyFolder(Settings settings, SignatureProvider provider, MeterRegistry metrics) {
        this.provider = provider;
        folder = settings.resultSigning().keys();
        if (folder.isPresent()) {
            try {
                apply(SigningKeys.texts(folder.get()));
            } catch (KeyMistake e) {
                throw new IllegalStateException(
                        "The folder " + folder.get() + " of leeward.attestation.result-signing.keys cannot be used: "
                                + e.getMessage(),
                        e);
            }
        }
        Gauge.builder("leeward.attestation.signing.keys.good", () -> good ? 1 : 0)
                .description("1 where the folder of signing keys is in force, 0 where the last good keys are")
                .register(metrics);
    }

    void onStart(@Observes StartupEvent start) {
        if (folder.isEmpty()) {
            LOG.warn("results-unsigned: no relying party can check an attestation result until"
                    + " leeward.attestation.result-signing.keys names a folder of keys");
        }
    }

    /** A change counts once the folder has stood unchanged for one look, so that no half-written key does. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        if (folder.isEmpty()) {
            return;
        }
        try {
            SortedMap<String, String> texts = SigningKeys.texts(folder.get());
            boolean settled = texts.equals(seen);
            seen = texts;
            if (settled && !texts.equals(applied)) {
                apply(texts);
            }
            good = texts.equals(applied);
        } catch (KeyMistake e) {
            if (good) {
                LOG.errorf(
                        "signing-keys-refused folder=%s: %s The last good keys stay in force.",
                        folder.get(), e.getMessage());
            }
            good = false;
        }
    }

    private void apply(SortedMap<String, String> texts) throws KeyMistake {
        List<SigningKey> next = new ArrayList<>();
        for (EllipticCurveJsonWebKey key : SigningKeys.parse(texts)) {
            next.add(new SigningKey(key, provider.jca()));
        }
        keys = List.copyOf(next);
        applied = texts;
        LOG.infof(
                "signing-keys-applied signs=%s public=%s",
                keys.getLast().jwk().getKeyId(),
                keys.stream().map(key -> key.jwk().getKeyId()).toList());
    }

    @Override
    public Optional<String> sign(Map<String, Object> claims) {
        List<SigningKey> inForce = keys;
        return inForce.isEmpty()
                ? Optional.empty()
                : Optional.of(inForce.getLast().sign(claims));
    }

    @Override
    public List<Map<String, Object>> publicKeys() {
        return keys.stream()
                .map(key -> key.jwk().toParams(OutputControlLevel.PUBLIC_ONLY))
                .toList();
    }
}
