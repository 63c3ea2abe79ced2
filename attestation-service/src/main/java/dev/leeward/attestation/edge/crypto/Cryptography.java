package dev.leeward.attestation.edge.crypto;

import dev.leeward.attestation.app.Nonces;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EvidenceVerifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Bouncy Castle checks ECDSA about six times as fast as the JDK's own provider; it is used without being registered. */
class Cryptography {

    @Produces
    @Singleton
    EvidenceVerifier verifier() {
        return new EvidenceVerifier(new BouncyCastleProvider());
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
