package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.EvidenceVerifier.Outcome;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.host.HostId;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import dev.leeward.testkit.tpm.TpmKeyKind;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What libraries got wrong before (CVE-2022-21449 among it) is refused by every provider that may be chosen. */
class SignatureProvidersTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Challenge CHALLENGE = new Challenge(
            new UUID(3, 4),
            new HostId("host-1"),
            Bytes.repeat(0x5A, 32),
            PcrSelection.ofChallenge(),
            NOW,
            NOW.plusSeconds(60),
            false);

    @ParameterizedTest
    @MethodSource("dev.leeward.attestation.evidence.Checker#all")
    void a_good_signature_is_accepted_and_that_of_another_key_is_not(Checker checker) throws Exception {
        MeasuredHost host = host(checker);
        MeasuredHost other = host(checker);

        assertThat(verify(checker, host, evidence(host))).isInstanceOf(Outcome.Genuine.class);
        assertThat(code(verify(checker, other, evidence(host)))).isEqualTo(Code.QUOTE_SIGNATURE_INVALID);
    }

    @ParameterizedTest
    @MethodSource("curves")
    void no_number_out_of_range_is_a_signature(Checker checker) throws Exception {
        MeasuredHost host = host(checker);
        BigInteger order =
                ((ECPublicKey) host.tpm().attestationKey()).getParams().getOrder();
        BigInteger[] numbers = {
            BigInteger.ZERO,
            BigInteger.ONE,
            order.subtract(BigInteger.ONE),
            order,
            order.add(BigInteger.ONE),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE)
        };

        for (BigInteger r : numbers) {
            for (BigInteger s : numbers) {
                Submission forged = Submissions.withSignature(
                        evidence(host), Bytes.ofHex("0018000b0020%064x0020%064x".formatted(r, s)));
                assertThat(code(verify(checker, host, forged)))
                        .as("r %s, s %s", r, s)
                        .isEqualTo(Code.QUOTE_SIGNATURE_INVALID);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("moduli")
    void no_number_out_of_range_is_an_rsa_signature(Checker checker) throws Exception {
        MeasuredHost host = host(checker);
        BigInteger modulus = ((RSAPublicKey) host.tpm().attestationKey()).getModulus();
        BigInteger[] numbers = {
            BigInteger.ZERO,
            BigInteger.ONE,
            modulus.subtract(BigInteger.ONE),
            modulus,
            BigInteger.TWO.pow(2048).subtract(BigInteger.ONE)
        };

        for (BigInteger number : numbers) {
            Submission forged =
                    Submissions.withSignature(evidence(host), Bytes.ofHex("0014000b0100%0512x".formatted(number)));
            assertThat(code(verify(checker, host, forged))).as("%s", number).isEqualTo(Code.QUOTE_SIGNATURE_INVALID);
        }
    }

    private static Stream<Checker> curves() {
        return Checker.all().filter(checker -> checker.scheme() == SignatureScheme.ECDSA_P256_SHA256);
    }

    private static Stream<Checker> moduli() {
        return Checker.all().filter(checker -> checker.scheme() == SignatureScheme.RSASSA_2048_SHA256);
    }

    private static MeasuredHost host(Checker checker) {
        TpmKeyKind kind =
                checker.scheme() == SignatureScheme.RSASSA_2048_SHA256 ? TpmKeyKind.RSA_2048 : TpmKeyKind.ECC_P256;
        return MeasuredHost.boot(
                SoftwareTpm.manufacture(Clock.systemUTC(), TpmKeyKind.ECC_P256, kind),
                BootProfile.of("2.17", "esxi", "5.1"));
    }

    private static Submission evidence(MeasuredHost host) {
        return Submissions.of(host.evidence(
                CHALLENGE.nonce().toArray(), CHALLENGE.selection().indexes().toArray()));
    }

    private static Outcome verify(Checker checker, MeasuredHost host, Submission submission) throws Malformed {
        return checker.verifier()
                .verify(
                        new UUID(1, 2),
                        AttestationKey.parse(Bytes.of(host.attestationPublic())),
                        CHALLENGE,
                        submission);
    }

    private static Code code(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Genuine _ -> throw new AssertionError("it was accepted");
            case Outcome.Refused(var rejection) -> rejection.code();
        };
    }
}
