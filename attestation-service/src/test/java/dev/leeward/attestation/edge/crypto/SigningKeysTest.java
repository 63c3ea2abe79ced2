package dev.leeward.attestation.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.testkit.ResultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.TreeMap;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

    @TempDir
    Path folder;

    @Test
    void every_file_is_a_key_by_its_name_and_hidden_files_are_left_out() throws IOException, KeyMistake {
        ResultKey first = ResultKey.generate("2026-01");
        ResultKey second = ResultKey.generate("2026-02");
        Files.writeString(folder.resolve("2026-02.pem"), second.pem());
        Files.writeString(folder.resolve("2026-01.pem"), first.pem());
        Files.createDirectory(folder.resolve("..2026_11_28"));

        var keys = SigningKeys.parse(SigningKeys.texts(folder));

        assertThat(keys).extracting(EllipticCurveJsonWebKey::getKeyId).containsExactly("2026-01", "2026-02");
        assertThat(ResultKey.jwks(first)).contains(keys.getFirst().toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    @Test
    void what_is_no_key_is_named_with_the_way_to_one() throws GeneralSecurityException {
        String p384 = pem("EC", "secp384r1");

        refused("notes.txt", "hello", "notes.txt", "<key id>.pem");
        refused("a.pem", "hello", "a.pem", "PKCS #8", "openssl genpkey");
        refused("a.pem", ResultKey.generate("a").pem().replace("PRIVATE", "EC PRIVATE"), "PKCS #8");
        refused("a.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be read");
        refused("a.pem", p384, "P-256");
        assertThatThrownBy(() -> SigningKeys.parse(SigningKeys.texts(folder))).hasMessageContaining("holds no key");
        assertThatThrownBy(() -> SigningKeys.texts(folder.resolve("nowhere"))).hasMessageContaining("cannot be read");
    }

    private static void refused(String name, String text, String... words) {
        TreeMap<String, String> texts = new TreeMap<>();
        texts.put(name, text);
        assertThatThrownBy(() -> SigningKeys.parse(texts))
                .isInstanceOf(KeyMistake.class)
                .hasMessageContainingAll(words);
    }

    private static String pem(String algorithm, String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(new ECGenParameterSpec(curve));
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
