package dev.leeward.attestation.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RsaSignaturesTest {

    private static final byte[] MESSAGE = "header.payload".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @MethodSource("dev.leeward.attestation.edge.crypto.SignatureProvider#usable")
    void a_signature_of_the_jdk_is_checked_by_the_lender_and_another_message_is_refused(SignatureProvider lender)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(keys.getPrivate());
        signing.update(MESSAGE);
        byte[] signature = signing.sign();

        Signature checking = Signature.getInstance("SHA256withRSA", new RsaSignatures(lender.jca()));

        checking.initVerify(keys.getPublic());
        checking.update(MESSAGE);
        assertThat(checking.verify(signature)).isTrue();
        checking.update("header.another".getBytes(StandardCharsets.US_ASCII));
        assertThat(checking.verify(signature)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.leeward.attestation.edge.crypto.SignatureProvider#usable")
    void nothing_but_rsa_signatures_is_lent(SignatureProvider lender) {
        assertThat(new RsaSignatures(lender.jca()).getServices())
                .isNotEmpty()
                .extracting(Provider.Service::getType)
                .containsOnly("Signature");
        assertThat(new RsaSignatures(lender.jca()).getService("Signature", "SHA256withECDSA"))
                .isNull();
    }
}
