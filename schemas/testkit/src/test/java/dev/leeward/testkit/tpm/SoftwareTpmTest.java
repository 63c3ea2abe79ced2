package dev.leeward.testkit.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftwareTpmTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));
    private final InstantSource time = now::get;
    private final SoftwareTpm tpm = SoftwareTpm.manufacture(time);

    @Test
    void afterAResetStaticPcrsAreZeroAndDynamicOnesAreAllOnes() {
        tpm.reboot();

        assertThat(tpm.pcr(0)).containsOnly(0);
        assertThat(tpm.pcr(16)).containsOnly(0);
        assertThat(tpm.pcr(17)).containsOnly(0xFF);
        assertThat(tpm.pcr(22)).containsOnly(0xFF);
        assertThat(tpm.pcr(23)).containsOnly(0);
    }

    @Test
    void anExtendIsTheDigestOfOldValueAndNewDigest() {
        byte[] digest = TpmBytes.sha256(new byte[] {1});

        tpm.extend(4, digest);

        assertThat(tpm.pcr(4)).isEqualTo(TpmBytes.sha256(new byte[32], digest));
    }

    @Test
    void onlyAMeasuredLaunchOpensTheDynamicPcrs() {
        assertThatThrownBy(() -> tpm.extend(18, new byte[32])).hasMessageContaining("after a measured launch only");

        tpm.measuredLaunch(new byte[] {7});
        tpm.extend(18, new byte[32]);

        assertThat(tpm.pcr(17)).isEqualTo(TpmBytes.sha256(new byte[32], TpmBytes.sha256(new byte[] {7})));
        assertThat(tpm.pcr(19)).containsOnly(0);
    }

    @Test
    void countersMoveAsThoseOfARealTpm() {
        long resets = tpm.resetCount();
        pass(Duration.ofSeconds(10));
        long before = tpm.clock();

        tpm.resume();
        assertThat(tpm.restartCount()).isEqualTo(1);
        tpm.reboot();
        assertThat(tpm.resetCount()).isEqualTo(resets + 1);
        assertThat(tpm.restartCount()).isZero();
        assertThat(tpm.clock()).isEqualTo(before);
        assertThat(tpm.safe()).isTrue();
    }

    @Test
    void afterAPowerLossTheClockIsUnsafeUntilItHasCaughtUp() {
        pass(Duration.ofSeconds(10));
        long before = tpm.clock();

        tpm.powerLoss();

        assertThat(tpm.clock()).isLessThan(before);
        assertThat(tpm.safe()).isFalse();
        pass(Duration.ofSeconds(5));
        assertThat(tpm.clock()).isGreaterThan(before);
        assertThat(tpm.safe()).isTrue();
    }

    @Test
    void aQuoteIsSignedByTheAttestationKeyAndSaysWhatItCovers() throws Exception {
        byte[] nonce = new byte[32];
        Arrays.fill(nonce, (byte) 9);

        TpmQuote quote = tpm.quote(nonce, 0, 7, 17);

        Signature ecdsa = Signature.getInstance("SHA256withECDSAinP1363Format");
        ecdsa.initVerify(tpm.attestationKey());
        ecdsa.update(quote.attest());
        byte[] signature = quote.signature();
        byte[] rs = new byte[64];
        System.arraycopy(signature, 6, rs, 0, 32);
        System.arraycopy(signature, 40, rs, 32, 32);
        assertThat(ecdsa.verify(rs)).isTrue();
        assertThat(Arrays.copyOfRange(quote.attest(), 44, 76)).isEqualTo(nonce);
        assertThat(Arrays.copyOfRange(quote.attest(), 108, 111)).containsExactly(0x81, 0, 0x02);
        assertThat(Arrays.copyOfRange(quote.attest(), 113, 145))
                .isEqualTo(TpmBytes.sha256(tpm.pcr(0), tpm.pcr(7), tpm.pcr(17)));
    }

    @Test
    void aSavedTpmGoesOnWhereItWas(@TempDir Path folder) throws Exception {
        MeasuredHost host = MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1"));
        pass(Duration.ofSeconds(3));
        Path file = folder.resolve("tpm.properties");
        tpm.endorse(new byte[] {1, 2, 3});

        tpm.save(file);
        pass(Duration.ofMinutes(5));
        SoftwareTpm loaded = SoftwareTpm.load(file, time);

        assertThat(loaded.attestationPublic()).isEqualTo(host.attestationPublic());
        assertThat(loaded.endorsementPublic()).isEqualTo(host.endorsementPublic());
        assertThat(loaded.endorsementCertificate()).contains(new byte[] {1, 2, 3});
        assertThat(loaded.quote(new byte[32], 0, 17, 18).attest())
                .isEqualTo(tpm.quote(new byte[32], 0, 17, 18).attest());
        assertThat(loaded.clock()).isGreaterThan(Duration.ofMinutes(5).toMillis());
    }

    @Test
    void referencesFollowFromTheInputsAlone() {
        assertThat(KnownGood.vmm("esxi", "5.1")).isEqualTo(KnownGood.vmm("esxi", "5.1"));
        assertThat(KnownGood.platform("2.17").values())
                .extracting(KnownGood.Value::pcr)
                .contains(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(KnownGood.vmm("esxi", "5.0").values())
                .isNotEqualTo(KnownGood.vmm("esxi", "5.1").values());
        assertThat(KnownGood.vmm("es\"xi", "5\n").toJson()).contains("es\\\"xi", "\\u000a");
    }

    private void pass(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }
}
