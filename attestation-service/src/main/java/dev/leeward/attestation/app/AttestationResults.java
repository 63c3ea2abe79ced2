package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.result.AttestationResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Attestation results as they are signed, for relying parties and auditors. */
@ApplicationScoped
public class AttestationResults {

    private final ResultSigner signer;
    private final ResultStore store;
    private final Settings settings;
    private final String version;

    AttestationResults(
            ResultSigner signer,
            ResultStore store,
            Settings settings,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.signer = signer;
        this.store = store;
        this.settings = settings;
        this.version = version;
    }

    /** Signs what the event with this number says of a host, and keeps it; null where results are not signed. */
    @Nullable String issue(HostId host, TrustReport report, String referenceDigest, long sequence, Instant now) {
        AttestationResult result =
                new AttestationResult(host, report, referenceDigest, Announcements.EPOCH, sequence, now);
        Optional<String> signed =
                signer.sign(result.claims(settings.resultSigning().issuer(), version));
        signed.ifPresentOrElse(jwt -> store.keep(host, sequence, jwt), () -> store.forget(host));
        return signed.orElse(null);
    }

    /** The newest result of a host, where it was signed. */
    public Optional<String> newest(HostId host) {
        return store.newest(host);
    }

    /** The keys that results are checked with, each a JWK. */
    public List<Map<String, Object>> publicKeys() {
        return signer.publicKeys();
    }
}
