package dev.leeward.attestation.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.ResultKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever provider signs, others can check. */
class SigningKeyTest {

    @ParameterizedTest
    @MethodSource("dev.leeward.attestation.edge.crypto.SignatureProvider#usable")
    void a_result_is_a_jwt_of_its_key_for_anybody(SignatureProvider provider) throws Exception {
        TreeMap<String, String> texts = new TreeMap<>();
        texts.put("2026-01.pem", ResultKey.generate("2026-01").pem());
        EllipticCurveJsonWebKey jwk = SigningKeys.parse(texts).getFirst();

        String signed = new SigningKey(jwk, provider.jca()).sign(Map.of("submods", Map.of("ä", List.of(1))));

        JsonWebSignature jws = new JsonWebSignature();
        jws.setCompactSerialization(signed);
        jws.setKey(jwk.getPublicKey());
        assertThat(jws.verifySignature()).isTrue();
        assertThat(jws.getKeyIdHeaderValue()).isEqualTo("2026-01");
        assertThat(jws.getHeader("typ")).isEqualTo("eat+jwt");
        assertThat(JsonUtil.parseJson(jws.getPayload())).isEqualTo(Map.of("submods", Map.of("ä", List.of(1L))));
    }
}
