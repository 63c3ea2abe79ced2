package dev.leeward.attestation.evidence;

import static dev.leeward.attestation.evidence.Submissions.flip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.EvidenceVerifier.Outcome;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.host.HostId;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every single bit of what a host sends is flipped once, under both signature schemes, with every provider. */
class EveryBitCountsTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Challenge CHALLENGE = new Challenge(
            new UUID(3, 4),
            new HostId("host-1"),
            Bytes.repeat(0x5A, 32),
            PcrSelection.ofChallenge(),
            NOW,
            NOW.plusSeconds(60),
            false);

    /** Evidence with the key that signed it. */
    private record Attester(AttestationKey key, Submission good, EvidenceVerifier verifier) {}

    private final MeasuredHost host = MeasuredHost.boot(
            SoftwareTpm.manufacture(Clock.systemUTC()),
            BootProfile.of("2.17", "esxi", "5.1").startedAt(3));

    @ParameterizedTest
    @MethodSource("dev.leeward.attestation.evidence.Checker#all")
    void every_bit_of_a_quote(Checker checker) throws Exception {
        Attester attester = attester(checker);
        Submission good = attester.good();

        assertThat(verify(attester, good)).isInstanceOf(Outcome.Genuine.class);
        for (int bit = 0; bit < good.quote().length() * 8; bit++) {
            assertThat(code(attester, Submissions.withQuote(good, flip(good.quote(), bit))))
                    .as("bit %d", bit)
                    .isEqualTo(Code.QUOTE_SIGNATURE_INVALID);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.leeward.attestation.evidence.Checker#all")
    void every_bit_of_a_signature(Checker checker) throws Exception {
        Attester attester = attester(checker);
        Submission good = attester.good();

        for (int bit = 0; bit < good.signature().length() * 8; bit++) {
            assertThat(code(attester, Submissions.withSignature(good, flip(good.signature(), bit))))
                    .as("bit %d", bit)
                    .isIn(Code.QUOTE_SIGNATURE_INVALID, Code.MALFORMED_QUOTE);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.leeward.attestation.evidence.Checker#fastest")
    void every_bit_of_a_pcr(Checker checker) throws Exception {
        Attester attester = attester(checker);
        Submission good = attester.good();

        for (int pcr : good.pcrs().values().keySet()) {
            for (int bit = 0; bit < 256; bit++) {
                Map<Integer, String> values = Submissions.hex(good.pcrs());
                values.put(pcr, flip(good.pcrs().get(pcr), bit).hex());

                assertThat(code(attester, Submissions.withPcrs(good, values)))
                        .as("bit %d of PCR %d", bit, pcr)
                        .isEqualTo(Code.PCR_DIGEST_MISMATCH);
            }
        }
    }

    /** What a digest does not cover (header, type, data) may change, but neither what was measured nor its words. */
    @Test
    void every_bit_of_an_event_log_is_refused_or_changes_nothing_that_was_measured() throws Exception {
        Attester attester = attester(Checker.fastest(SignatureScheme.RSASSA_2048_SHA256));
        Submission good = attester.good();
        EventLog original = EventLog.parse(good.eventLog());

        int accepted = 0;
        for (int bit = 0; bit < good.eventLog().length() * 8; bit++) {
            switch (verify(attester, Submissions.withLog(good, flip(good.eventLog(), bit)))) {
                case Outcome.Refused(var rejection) ->
                    assertThat(rejection.code()).isIn(Code.EVENT_LOG_MISMATCH, Code.MALFORMED_EVENT_LOG);
                case Outcome.Genuine(var evidence) -> {
                    assertTellsTheSame(evidence.eventLog(), original, bit);
                    accepted++;
                }
            }
        }

        assertThat(accepted).isPositive();
    }

    private static void assertTellsTheSame(EventLog log, EventLog original, int bit) {
        assertThat(log.startupLocality()).as("bit %d", bit).isEqualTo(original.startupLocality());
        assertThat(log.events()).as("bit %d", bit).hasSameSizeAs(original.events());
        for (int i = 0; i < original.events().size(); i++) {
            LoggedEvent was = original.events().get(i);
            LoggedEvent is = log.events().get(i);
            assertThat(List.of(is.pcr(), is.digest())).as("bit %d", bit).isEqualTo(List.of(was.pcr(), was.digest()));
            assertThat(is.words())
                    .as("bit %d", bit)
                    .isIn(
                            was.words(),
                            "a measurement with digest " + was.digest().hex().substring(0, 16) + "…");
        }
    }

    private Attester attester(Checker checker) throws Exception {
        Submission sent = Submissions.of(host.evidence(
                CHALLENGE.nonce().toArray(), CHALLENGE.selection().indexes().toArray()));
        return switch (checker.scheme()) {
            case ECDSA_P256_SHA256 ->
                new Attester(AttestationKey.parse(Bytes.of(host.attestationPublic())), sent, checker.verifier());
            case RSASSA_2048_SHA256 -> signedByRsa(sent, checker.verifier());
        };
    }

    private static Attester signedByRsa(Submission sent, EvidenceVerifier verifier)
            throws GeneralSecurityException, Malformed {
        RsaAttester rsa = RsaAttester.create(2048);
        return new Attester(
                AttestationKey.parse(rsa.publicArea()),
                Submissions.withSignature(sent, rsa.sign(sent.quote())),
                verifier);
    }

    private static Outcome verify(Attester attester, Submission submission) {
        return attester.verifier().verify(new UUID(1, 2), attester.key(), CHALLENGE, submission);
    }

    private static Code code(Attester attester, Submission submission) {
        return switch (verify(attester, submission)) {
            case Outcome.Genuine _ -> throw new AssertionError("it was accepted");
            case Outcome.Refused(var rejection) -> rejection.code();
        };
    }
}
