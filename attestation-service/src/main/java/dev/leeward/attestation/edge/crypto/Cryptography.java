package dev.leeward.attestation.edge.crypto;

import dev.leeward.attestation.app.Nonces;
import dev.leeward.attestation.enrolment.Certificates;
import dev.leeward.attestation.enrolment.EndorsementVerifier;
import dev.leeward.attestation.enrolment.RootKeeper;
import dev.leeward.attestation.enrolment.SharedSeed;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EvidenceVerifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Bouncy Castle checks ECDSA about six times as fast as the JDK's own provider, and reads the certificates that TPM
 * makers really issue; it is used without being registered.
 */
class Cryptography {

    @Produces
    @Singleton
    EvidenceVerifier verifier() {
        return new EvidenceVerifier(new BouncyCastleProvider());
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
