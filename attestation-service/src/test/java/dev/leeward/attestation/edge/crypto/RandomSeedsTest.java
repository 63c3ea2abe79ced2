package dev.leeward.attestation.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.enrolment.Credential;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.AttestingHost;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import dev.leeward.testkit.tpm.SwtpmHost;
import dev.leeward.testkit.tpm.TpmKeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials, released by the TPM that they are made for and by no other. */
class RandomSeedsTest {

    private static final Bytes SECRET = Bytes.repeat(0x5a, 32);
    private static final BootProfile PROFILE = BootProfile.of("2.17", "esxi", "5.1");

    private final RandomSeeds seeds = new RandomSeeds(new SecureRandom());

    @ParameterizedTest
    @CsvSource({"RSA_2048, ECC_P256", "RSA_2048, RSA_2048", "ECC_P256, RSA_2048", "ECC_P384, ECC_P256"})
    void a_tpm_that_holds_both_keys_releases_the_secret(TpmKeyKind endorsement, TpmKeyKind attestation)
            throws Exception {
        AttestingHost host = software(endorsement, attestation);

        assertThat(release(host, credential(host))).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"RSA_2048, ECC_P256", "RSA_2048, RSA_2048", "ECC_P384, ECC_P256", "ECC_P384, RSA_2048"})
    void a_tpm_of_swtpm_releases_the_secret(TpmKeyKind endorsement, TpmKeyKind attestation) throws Exception {
        SwtpmHost.PROGRAMS.forEach(
                (program, source) -> ToolCheck.require(program, source, "a TPM of swtpm activates our credentials"));
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "leeward-seeds");
        try (SwtpmHost host =
                SwtpmHost.boot(folder.resolve("tpm"), folder.resolve("ca"), endorsement, attestation, PROFILE)) {
            assertThat(release(host, credential(host))).isEqualTo(SECRET);

            AttestingHost another = software(endorsement, attestation);
            Credential foreign = credential(host.endorsementPublic(), another.attestationPublic());
            assertThatThrownBy(() -> release(host, foreign)).hasMessageContaining("tpm2_activatecredential");
        } finally {
            delete(folder);
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA_2048", "ECC_P256", "ECC_P384"})
    void another_key_another_tpm_or_an_altered_credential_releases_nothing(TpmKeyKind endorsement) throws Exception {
        AttestingHost host = software(endorsement, TpmKeyKind.ECC_P256);
        AttestingHost another = software(endorsement, TpmKeyKind.ECC_P256);
        Credential ofAnotherKey = credential(host.endorsementPublic(), another.attestationPublic());
        Credential ofAnotherTpm = credential(another.endorsementPublic(), host.attestationPublic());

        assertThatThrownBy(() -> release(host, ofAnotherKey)).hasMessageContaining("TPM_RC_INTEGRITY");
        assertThatThrownBy(() -> release(host, ofAnotherTpm)).hasMessageContaining("TPM_RC_INTEGRITY");
        Credential genuine = credential(host);
        byte[] blob = genuine.blob().toArray();
        for (int i = 4; i < blob.length; i++) {
            byte[] altered = blob.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() -> release(host, new Credential(Bytes.of(altered), genuine.encryptedSecret())))
                    .hasMessageContaining("TPM_RC_INTEGRITY");
        }
    }

    @Test
    void no_two_seeds_are_the_same() throws Exception {
        AttestingHost host = software(TpmKeyKind.RSA_2048, TpmKeyKind.ECC_P256);

        assertThat(credential(host)).isNotEqualTo(credential(host));
    }

    @Test
    void a_secret_that_is_too_long_is_refused() throws Exception {
        AttestingHost host = software(TpmKeyKind.ECC_P256, TpmKeyKind.ECC_P256);
        EndorsementKey key = EndorsementKey.parse(Bytes.of(host.endorsementPublic()));

        assertThatThrownBy(() -> Credential.make(key, Bytes.repeat(0, 34), Bytes.repeat(0, 33), seeds.share(key)))
                .hasMessageContaining("33 bytes is longer than a digest of 32");
    }

    private Credential credential(AttestingHost host) throws Exception {
        return credential(host.endorsementPublic(), host.attestationPublic());
    }

    private Credential credential(byte[] endorsement, byte[] attestation) throws Exception {
        EndorsementKey key = EndorsementKey.parse(Bytes.of(endorsement));
        return Credential.make(key, AttestationKey.parse(Bytes.of(attestation)).name(), SECRET, seeds.share(key));
    }

    private static Bytes release(AttestingHost host, Credential credential) {
        return Bytes.of(host.activate(
                credential.blob().toArray(), credential.encryptedSecret().toArray()));
    }

    private static AttestingHost software(TpmKeyKind endorsement, TpmKeyKind attestation) {
        return MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC(), endorsement, attestation), PROFILE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
