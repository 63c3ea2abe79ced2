package dev.leeward.attestation.edge.crypto;

import dev.leeward.attestation.app.Nonces;
import dev.leeward.attestation.enrolment.Certificates;
import dev.leeward.attestation.enrolment.EndorsementVerifier;
import dev.leeward.attestation.enrolment.RootKeeper;
import dev.leeward.attestation.enrolment.SharedSeed;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EvidenceVerifier;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jboss.logging.Logger;

/**
 * Gives the use cases their cryptography. Certificates are read by Bouncy Castle, which takes those that TPM makers really
 * issue; it is used without being registered.
 */
class Cryptography {

    private static final Logger LOG = Logger.getLogger(Cryptography.class);

    @Produces
    @Singleton
    SignatureProvider signatures(MeterRegistry metrics) {
        SignatureProvider chosen = SignatureProvider.fastest();
        chosen.lendRsa();
        LOG.infof("signature-provider name=%s: %s", chosen.name(), chosen.words());
        Gauge.builder("leeward.attestation.signature.provider", () -> 1)
                .description("Who checks and makes signatures, by its label; always 1")
                .tag("provider", chosen.name())
                .register(metrics);
        return chosen;
    }

    @Produces
    @Singleton
    EvidenceVerifier verifier(SignatureProvider signatures) {
        return new EvidenceVerifier(signatures.jca());
    }

    @Produces
    @Singleton
    Certificates certificates() {
        return new Certificates(new BouncyCastleProvider());
    }

    @Produces
    @Singleton
    EndorsementVerifier endorsements(Certificates certificates) {
        return new EndorsementVerifier(certificates);
    }

    @Produces
    @Singleton
    RootKeeper rootKeeper(Certificates certificates) {
        return new RootKeeper(certificates);
    }

    @Produces
    @Singleton
    SharedSeed.Source seeds() {
        return new RandomSeeds(new SecureRandom());
    }

    @Produces
    @Singleton
    Nonces nonces() {
        SecureRandom random = new SecureRandom();
        return length -> {
            byte[] nonce = new byte[length];
            random.nextBytes(nonce);
            return Bytes.of(nonce);
        };
    }
}
