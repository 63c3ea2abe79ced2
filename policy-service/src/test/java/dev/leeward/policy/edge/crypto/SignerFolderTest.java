package dev.leeward.policy.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.Given;
import dev.leeward.policy.app.PolicySigners.Opened;
import dev.leeward.policy.app.ReviewConfig;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.review.Review;
import dev.leeward.policy.review.SetScope;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignerFolderTest {
    private record Config(Signatures signatures, Optional<Path> signers) implements ReviewConfig {
        @Override
        public Review review() {
            return Review.TWO_PERSON;
        }
    }

    private static final String DOCUMENT = "id: X # ä\n";

    @TempDir
    Path folder;

    private KeyPair edwards;
    private KeyPair p256;

    @BeforeEach
    void twoSigners() throws GeneralSecurityException, IOException {
        edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPairGenerator elliptic = KeyPairGenerator.getInstance("EC");
        elliptic.initialize(new ECGenParameterSpec("secp256r1"));
        p256 = elliptic.generateKeyPair();
        write("ann-2026", edwards.getPublic());
        write("bob-2026", p256.getPublic());
    }

    @Test
    void whatASignerSignedForTheScopeIsOpenedByteForByte() {
        for (String jws : new String[] {
            jws(AlgorithmIdentifiers.EDDSA, edwards, "ann-2026"),
            jws(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, p256, "bob-2026")
        }) {
            assertThat(signers().open(SetScope.provider(), jws))
                    .isInstanceOfSatisfying(Opened.Document.class, opened -> {
                        assertThat(opened.document()).isEqualTo(DOCUMENT);
                        assertThat(opened.signature().signedAt()).isEqualTo(Given.NOW);
                        assertThat(opened.signature().jws()).isEqualTo(jws);
                        assertThat(opened.signature().keyId()).endsWith("-2026");
                    });
        }
    }

    @Test
    void whatWasSignedForAnotherSetDoesNotCount() {
        assertThat(reason(
                        new SetScope.Tenant(new TenantId("acme")),
                        jws(AlgorithmIdentifiers.EDDSA, edwards, "ann-2026")))
                .isEqualTo("The header scope is provider, not tenant:acme: it was signed for another set.");
    }

    @Test
    void anotherKeyTypeTimeOrTextIsRefusedWithItsReason() throws JoseException {
        assertThat(reason(jws(AlgorithmIdentifiers.EDDSA, edwards, "bob-2026"))).contains("This is no JWS");
        assertThat(reason(jws(AlgorithmIdentifiers.EDDSA, edwards, "cam-2026")))
                .contains("cam-2026", "leeward.policy.signers");
        assertThat(reason(jws(AlgorithmIdentifiers.EDDSA, edwards, "../ann-2026")))
                .contains("leeward.policy.signers");
        assertThat(reason("nonsense")).contains("This is no JWS in compact form");
        JsonWebSignature manifest = unsigned("ann-2026");
        manifest.setHeader("typ", "leeward-manifest+jws");
        assertThat(reason(signed(manifest, AlgorithmIdentifiers.EDDSA, edwards)))
                .contains("typ");
        JsonWebSignature undated = unsigned("ann-2026");
        undated.getHeaders().setObjectHeaderValue("iat", "today");
        assertThat(reason(signed(undated, AlgorithmIdentifiers.EDDSA, edwards))).contains("iat");
        JsonWebSignature tomorrow = unsigned("ann-2026");
        tomorrow.getHeaders().setObjectHeaderValue("iat", Given.NOW.getEpochSecond() + 86_400);
        assertThat(reason(signed(tomorrow, AlgorithmIdentifiers.EDDSA, edwards)))
                .contains("yet to come");
        JsonWebSignature binary = unsigned("ann-2026");
        binary.setPayloadBytes(new byte[] {(byte) 0xff});
        assertThat(reason(signed(binary, AlgorithmIdentifiers.EDDSA, edwards))).contains("no UTF-8 text");
    }

    @Test
    void aChangedDocumentIsNotWhatWasSigned() {
        String[] parts = jws(AlgorithmIdentifiers.EDDSA, edwards, "ann-2026").split("\\.", -1);
        String other = Base64.getUrlEncoder().withoutPadding().encodeToString("id: Y".getBytes(StandardCharsets.UTF_8));

        assertThat(reason(parts[0] + "." + other + "." + parts[2])).contains("not the key's over this document");
    }

    @Test
    void aKeyThatIsTakenAwayCountsNoMore() throws IOException {
        SignerFolder signers = signers();
        String jws = jws(AlgorithmIdentifiers.EDDSA, edwards, "ann-2026");
        assertThat(signers.open(SetScope.provider(), jws)).isInstanceOf(Opened.Document.class);

        Files.delete(folder.resolve("ann-2026.pem"));

        assertThat(signers.open(SetScope.provider(), jws)).isInstanceOf(Opened.Refused.class);
    }

    @Test
    void aFileThatIsNoPublicKeyIsNamed() throws IOException {
        Files.writeString(
                folder.resolve("ann-2026.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");

        assertThat(reason(jws(AlgorithmIdentifiers.EDDSA, edwards, "ann-2026")))
                .contains("ann-2026.pem", "cannot be used");
    }

    @Test
    void theServiceDoesNotStartWhereSignaturesAreRequiredAndNobodysCount() {
        SignerFolder nobody = signers(new Config(ReviewConfig.Signatures.REQUIRED, Optional.empty()));
        SignerFolder nowhere =
                signers(new Config(ReviewConfig.Signatures.OPTIONAL, Optional.of(folder.resolve("gone"))));

        assertThatThrownBy(() -> nobody.onStart(new StartupEvent())).hasMessageContaining("leeward.policy.signers");
        assertThatThrownBy(() -> nowhere.onStart(new StartupEvent())).hasMessageContaining("which is no folder");
        signers().onStart(new StartupEvent());
    }

    private String reason(String jws) {
        return reason(SetScope.provider(), jws);
    }

    private String reason(SetScope scope, String jws) {
        Opened opened = signers().open(scope, jws);
        assertThat(opened).isInstanceOf(Opened.Refused.class);
        return ((Opened.Refused) opened).reason();
    }

    private SignerFolder signers() {
        return signers(new Config(ReviewConfig.Signatures.REQUIRED, Optional.of(folder)));
    }

    private static SignerFolder signers(Config config) {
        return new SignerFolder(config, Clock.fixed(Given.NOW, ZoneOffset.UTC));
    }

    private void write(String keyId, PublicKey key) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        Files.writeString(
                folder.resolve(keyId + ".pem"), "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }

    private static String jws(String algorithm, KeyPair key, String keyId) {
        return signed(unsigned(keyId), algorithm, key);
    }

    private static JsonWebSignature unsigned(String keyId) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setHeader("typ", "leeward-policies+jws");
        jws.setHeader("scope", "provider");
        jws.getHeaders().setObjectHeaderValue("iat", Given.NOW.getEpochSecond());
        jws.setKeyIdHeaderValue(keyId);
        jws.setPayloadBytes(DOCUMENT.getBytes(StandardCharsets.UTF_8));
        return jws;
    }

    private static String signed(JsonWebSignature jws, String algorithm, KeyPair key) {
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKey(key.getPrivate());
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot be signed", e);
        }
    }
}
