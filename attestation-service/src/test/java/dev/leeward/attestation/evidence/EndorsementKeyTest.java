package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.testkit.tpm.SoftwareTpm;
import dev.leeward.testkit.tpm.TpmKeyKind;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which keys are endorsement keys. Offsets are into a TPM2B_PUBLIC with a policy of 32 bytes, which ends at 44. */
class EndorsementKeyTest {

    private final SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());

    @ParameterizedTest
    @CsvSource({"RSA_2048, 000b, 128", "ECC_P256, 000b, 128", "ECC_P384, 000c, 256"})
    void keys_of_the_templates_are_read(TpmKeyKind kind, String nameAlgorithm, int symmetricBits) throws Exception {
        SoftwareTpm of = SoftwareTpm.manufacture(Clock.systemUTC(), kind, TpmKeyKind.ECC_P256);

        EndorsementKey key = EndorsementKey.parse(Bytes.of(of.endorsementPublic()));

        assertThat(key.key()).isEqualTo(of.endorsementKey());
        assertThat(key.name().hex()).startsWith(nameAlgorithm);
        assertThat(key.symmetricBits()).isEqualTo(symmetricBits);
    }

    @ParameterizedTest
    @EnumSource(TpmKeyKind.class)
    void the_qualified_name_of_a_key_below_is_the_one_that_quotes_are_signed_under(TpmKeyKind kind) throws Exception {
        SoftwareTpm of = SoftwareTpm.manufacture(Clock.systemUTC(), kind, TpmKeyKind.RSA_2048);
        EndorsementKey parent = EndorsementKey.parse(Bytes.of(of.endorsementPublic()));
        Quote quote = Quote.parse(Bytes.of(of.quote(new byte[32], 0).attest()));

        Bytes name = AttestationKey.parse(Bytes.of(of.attestationPublic())).qualifiedNameBelow(parent);

        assertThat(name).isEqualTo(quote.qualifiedSigner());
    }

    @ParameterizedTest
    @CsvSource({
        "000300b0, lacks fixedTPM",
        "000300a2, lacks fixedParent",
        "00030092, lacks sensitiveDataOrigin",
        "000200b2, lacks restricted",
        "000100b2, lacks decrypt",
        "000700b2, has sign",
    })
    void every_attribute_of_an_endorsement_key_is_required(String attributes, String reason) {
        byte[] area = tpm.endorsementPublic();
        System.arraycopy(Bytes.ofHex(attributes).toArray(), 0, area, 6, 4);

        assertThatThrownBy(() -> EndorsementKey.parse(Bytes.of(area)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 25, neither RSA nor ECC",
        "5, 04, neither SHA-256 nor SHA-384", // SHA-1
        "45, 10, symmetric is 0x0010",
        "47, 40, 'symmetric.keyBits is 64, neither'",
        "49, 42, symmetric.mode is 0x0042", // CBC
        "51, 18, scheme is 0x0018",
        "53, 05, 'curveID is 0x0005, not one of [P-256, P-384]'",
        "55, 07, kdf is 0x0007",
    })
    void another_algorithm_is_refused(int offset, String value, String reason) {
        byte[] area = tpm.endorsementPublic();
        area[offset] = Bytes.ofHex(value).toArray()[0];

        assertThatThrownBy(() -> EndorsementKey.parse(Bytes.of(area)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_point_off_the_curve_is_refused() {
        byte[] area = tpm.endorsementPublic();
        area[64] ^= 1;

        assertThatThrownBy(() -> EndorsementKey.parse(Bytes.of(area)))
                .hasMessageContaining("not a point of the curve P-256");
    }

    @Test
    void an_attestation_key_is_no_endorsement_key() {
        assertThatThrownBy(() -> EndorsementKey.parse(Bytes.of(tpm.attestationPublic())))
                .hasMessageContaining("lacks decrypt: this is no endorsement key");
    }

    @Test
    void a_public_area_is_exactly_as_long_as_it_says() {
        byte[] area = tpm.endorsementPublic();
        for (int length = 0; length < area.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(area, length));
            assertThatThrownBy(() -> EndorsementKey.parse(cut)).isInstanceOf(Malformed.class);
        }
    }
}
