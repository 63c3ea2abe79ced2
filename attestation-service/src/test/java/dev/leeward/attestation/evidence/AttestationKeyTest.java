package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.testkit.tpm.SoftwareTpm;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which keys can attest. Offsets are into a TPM2B_PUBLIC: size 0, type 2, nameAlg 4, attributes 6, policy 10. */
class AttestationKeyTest {

    private final SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());

    @Test
    void a_restricted_signing_key_on_p256_can_attest_and_its_name_is_computed_here() throws Exception {
        AttestationKey key = AttestationKey.parse(Bytes.of(tpm.attestationPublic()));

        assertThat(key.scheme()).isEqualTo(SignatureScheme.ECDSA_P256_SHA256);
        assertThat(key.name()).isEqualTo(Bytes.of(tpm.attestationName()));
        assertThat(key.numbers().key()).isEqualTo(tpm.attestationKey());
    }

    @Test
    void a_restricted_signing_key_of_rsa_2048_can_attest() throws Exception {
        AttestationKey key = AttestationKey.parse(RsaAttester.create(2048).publicArea());

        assertThat(key.scheme()).isEqualTo(SignatureScheme.RSASSA_2048_SHA256);
    }

    @Test
    void a_key_whose_name_is_a_sha384_can_attest() throws Exception {
        byte[] area = tpm.attestationPublic();
        area[5] = 0x0c;

        AttestationKey key = AttestationKey.parse(Bytes.of(area));

        assertThat(key.name().length()).isEqualTo(2 + 48);
        assertThat(key.name().hex()).startsWith("000c");
    }

    @Test
    void a_short_rsa_key_cannot() {
        assertThatThrownBy(() -> AttestationKey.parse(RsaAttester.create(1024).publicArea()))
                .hasMessageContaining("keyBits is 0x0400");
    }

    @ParameterizedTest
    @CsvSource({
        "00050070, lacks fixedTPM",
        "00050062, lacks fixedParent",
        "00050052, lacks sensitiveDataOrigin",
        "00040072, lacks restricted",
        "00010072, lacks sign",
        "00070072, has decrypt",
    })
    void every_attribute_of_an_attestation_key_is_required(String attributes, String reason) {
        byte[] area = tpm.attestationPublic();
        System.arraycopy(Bytes.ofHex(attributes).toArray(), 0, area, 6, 4);

        assertThatThrownBy(() -> AttestationKey.parse(Bytes.of(area)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 25, neither RSA nor ECC",
        "5, 04, nameAlg is 0x0004",
        "13, 06, symmetric is 0x0006",
        "15, 1a, scheme is 0x001a", // ECDAA
        "17, 04, scheme.hashAlg is 0x0004", // SHA-1
        "19, 04, 'curveID is 0x0004, not one of [P-256]'", // P-384
        "21, 07, kdf is 0x0007",
    })
    void another_algorithm_is_refused(int offset, String value, String reason) {
        byte[] area = tpm.attestationPublic();
        area[offset] = Bytes.ofHex(value).toArray()[0];

        assertThatThrownBy(() -> AttestationKey.parse(Bytes.of(area)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_point_off_the_curve_is_refused() {
        byte[] area = tpm.attestationPublic();
        area[30] ^= 1;

        assertThatThrownBy(() -> AttestationKey.parse(Bytes.of(area))).hasMessageContaining("not a point of the curve");
    }

    @Test
    void a_public_area_is_exactly_as_long_as_it_says() {
        byte[] area = tpm.attestationPublic();
        for (int length = 0; length < area.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(area, length));
            assertThatThrownBy(() -> AttestationKey.parse(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> AttestationKey.parse(Bytes.of(Arrays.copyOf(area, area.length + 1))))
                .hasMessageContaining("too many");
        assertThatThrownBy(() -> AttestationKey.parse(Bytes.repeat(0, 4000))).hasMessageContaining("at most");
    }
}
