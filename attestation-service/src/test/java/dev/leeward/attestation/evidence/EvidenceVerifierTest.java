package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.EvidenceVerifier.Outcome;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.host.HostId;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EventLogWriter;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes of a software TPM against the verifier: the good one passes, and every way of being bad is refused. */
class EvidenceVerifierTest {

    private static final UUID ID = new UUID(1, 2);
    private static final HostId HOST = new HostId("host-1");
    private static final Bytes NONCE = Bytes.repeat(0x5A, 32);
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Challenge CHALLENGE =
            new Challenge(new UUID(3, 4), HOST, NONCE, PcrSelection.ofChallenge(), NOW, NOW.plusSeconds(60), false);

    private final EvidenceVerifier verifier = new EvidenceVerifier(new BouncyCastleProvider());
    private final SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
    private final MeasuredHost host = MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1"));

    @Test
    void a_genuine_quote_is_evidence() throws Exception {
        Evidence evidence = genuine(verify(submission()));

        assertThat(evidence.measuredAt()).isEqualTo(NOW);
        assertThat(quote(evidence).extraData()).isEqualTo(NONCE);
        assertThat(quote(evidence).clock().resetCount()).isEqualTo(tpm.resetCount());
        assertThat(quote(evidence).firmwareVersion()).isEqualTo(tpm.firmwareVersion());
        assertThat(evidence.pcrs().measuredLaunch()).isTrue();
    }

    @Test
    void the_provider_of_the_jdk_says_the_same() throws Exception {
        Provider jdk = Security.getProvider("SunEC");

        assertThat(new EvidenceVerifier(jdk).verify(ID, key(), CHALLENGE, submission()))
                .isInstanceOf(Outcome.Genuine.class);
    }

    @Test
    void another_key_is_refused() throws Exception {
        AttestationKey other = AttestationKey.parse(
                Bytes.of(SoftwareTpm.manufacture(Clock.systemUTC()).attestationPublic()));

        assertThat(code(verifier.verify(ID, other, CHALLENGE, submission()))).isEqualTo(Code.QUOTE_SIGNATURE_INVALID);
    }

    @Test
    void another_nonce_is_refused() throws Exception {
        Submission overAnother = Submissions.of(host.evidence(new byte[32], selection()));

        assertThat(code(verify(overAnother))).isEqualTo(Code.NONCE_MISMATCH);
    }

    @Test
    void a_nonce_that_begins_with_ours_is_refused() throws Exception {
        Submission longer = Submissions.of(host.evidence(Arrays.copyOf(NONCE.toArray(), 33), selection()));

        assertThat(code(verify(longer))).isEqualTo(Code.NONCE_MISMATCH);
    }

    @Test
    void the_signed_selection_counts_and_not_what_is_sent_beside_it() throws Exception {
        HostEvidence fewer = host.evidence(NONCE.toArray(), 0, 1, 2, 3);
        Submission pretending = new Submission(
                Submissions.decode(fewer.quote()),
                Submissions.decode(fewer.signature()),
                Submissions.decode(fewer.eventLog()),
                submission().pcrs(),
                Map.of());

        assertThat(code(verify(pretending))).isEqualTo(Code.PCR_SELECTION_MISMATCH);
    }

    @Test
    void more_pcrs_than_are_quoted_are_refused() throws Exception {
        Map<Integer, String> values = Submissions.hex(submission().pcrs());
        values.put(8, "00".repeat(32));

        Rejection rejection = rejection(verify(Submissions.withPcrs(submission(), values)));

        assertThat(rejection.code()).isEqualTo(Code.PCR_DIGEST_MISMATCH);
        assertThat(rejection.reason()).contains("8, 17, 18] were sent, the quote covers sha256:0,1,2,3,4,5,6,7,17,18");
    }

    /** Offsets into the TPMS_ATTEST of this host: what a TPM never signs, signed all the same. */
    @ParameterizedTest
    @CsvSource({
        "0, ef, no TPM made this", // magic
        "5, 14, type is 0x8014", // TPM_ST_ATTEST_CERTIFY
        "92, 02, safe is 2",
        "104, 02, pcrSelect.count is 2",
        "106, 0c, pcrSelect.hash", // SHA-384
        "107, 05, sizeofSelect is 5",
        "107, 00, sizeofSelect is 0",
        "6, 01, qualifiedSigner has 290 bytes",
        "42, 01, extraData has 288 bytes",
        "111, 01, pcrDigest has 288 bytes",
    })
    void what_is_no_quote_of_the_sha256_bank_is_refused_even_when_signed(int offset, String value, String reason)
            throws Exception {
        Submission forged = signedAnew(attest -> {
            attest[offset] = Bytes.ofHex(value).toArray()[0];
            return attest;
        });

        Rejection rejection = rejection(verify(forged));

        assertThat(rejection.code()).isEqualTo(Code.MALFORMED_QUOTE);
        assertThat(rejection.reason()).contains(reason);
    }

    /** The selection at offset 104: count, hash, size of the bitmap, bitmap. */
    @ParameterizedTest
    @CsvSource({
        "00000001 000b 03 000000, selects no PCR",
        "00000001 000b 04 ff000601, one above 23",
        "00000002 000b 03 ff0006 000b 03 ff0006, pcrSelect.count is 2",
        "00000000, pcrSelect.count is 0",
    })
    void a_selection_is_one_and_names_real_pcrs_even_when_signed(String selection, String reason) throws Exception {
        Submission forged = signedAnew(attest -> Bytes.ofHex(
                        Bytes.of(Arrays.copyOf(attest, 101)).hex()
                                + selection.replace(" ", "")
                                + Bytes.of(Arrays.copyOfRange(attest, 111, attest.length))
                                        .hex())
                .toArray());

        Rejection rejection = rejection(verify(forged));

        assertThat(rejection.code()).isEqualTo(Code.MALFORMED_QUOTE);
        assertThat(rejection.reason()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 41, 100, 144, 146})
    void a_quote_is_exactly_as_long_as_it_says(int length) throws Exception {
        Submission forged = signedAnew(attest -> Arrays.copyOf(attest, length));

        assertThat(code(verify(forged))).isEqualTo(Code.MALFORMED_QUOTE);
    }

    @Test
    void an_enormous_quote_is_not_even_checked() throws Exception {
        assertThat(code(verify(Submissions.withQuote(submission(), Bytes.repeat(1, 2000)))))
                .isEqualTo(Code.MALFORMED_QUOTE);
        assertThat(code(verify(Submissions.withSignature(submission(), Bytes.repeat(1, 2000)))))
                .isEqualTo(Code.MALFORMED_QUOTE);
    }

    @ParameterizedTest
    @CsvSource({
        "0014000b, sigAlg is 0x0014", // RSASSA
        "00180004, hash is 0x0004", // SHA-1
        "0018000c, hash is 0x000c", // SHA-384
    })
    void scheme_and_hash_are_pinned_with_the_key(String header, String reason) throws Exception {
        byte[] signature = submission().signature().toArray();
        System.arraycopy(Bytes.ofHex(header).toArray(), 0, signature, 0, 4);

        Rejection rejection = rejection(verify(Submissions.withSignature(submission(), Bytes.of(signature))));

        assertThat(rejection.code()).isEqualTo(Code.MALFORMED_QUOTE);
        assertThat(rejection.reason()).contains(reason);
    }

    @Test
    void a_signature_is_exactly_as_long_as_it_says() throws Exception {
        byte[] signature = submission().signature().toArray();

        Rejection rejection = rejection(verify(
                Submissions.withSignature(submission(), Bytes.of(Arrays.copyOf(signature, signature.length + 1)))));

        assertThat(rejection.code()).isEqualTo(Code.MALFORMED_QUOTE);
        assertThat(rejection.reason()).contains("TPMT_SIGNATURE is followed by 1 bytes too many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0018000b00000000", "0018000b000100000100", "0018000b0001000001ff", "0018000b"})
    void a_signature_of_nothing_is_refused(String signature) throws Exception {
        assertThat(verify(Submissions.withSignature(submission(), Bytes.ofHex(signature))))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void an_event_log_that_does_not_lead_to_the_quoted_pcrs_is_refused() throws Exception {
        BootProfile other = BootProfile.of("2.18", "esxi", "5.1");
        byte[] log = MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), other)
                .eventLog();

        Rejection rejection = rejection(verify(Submissions.withLog(submission(), Bytes.of(log))));

        assertThat(rejection.code()).isEqualTo(Code.EVENT_LOG_MISMATCH);
        assertThat(rejection.reason()).contains("PCR 0");
    }

    @Test
    void an_event_hidden_by_its_type_is_missed_in_the_replay() throws Exception {
        EventLogWriter log = new EventLogWriter();
        BootProfile profile = BootProfile.of("2.17", "esxi", "5.1");
        profile.platformEvents().forEach(log::event);
        profile.vmmEvents()
                .forEach(event -> log.event(
                        event.pcr(),
                        event.description().startsWith("hypervisor") ? 3 : event.type(),
                        Bytes.ofHex(event.digest()).toArray(),
                        Bytes.ofHex(event.data()).toArray()));

        assertThat(code(verify(Submissions.withLog(submission(), Bytes.of(log.bytes())))))
                .isEqualTo(Code.EVENT_LOG_MISMATCH);
    }

    @Test
    void no_event_log_at_all_is_refused() throws Exception {
        assertThat(code(verify(Submissions.withLog(submission(), Bytes.of())))).isEqualTo(Code.MALFORMED_EVENT_LOG);
        assertThat(code(verify(Submissions.withLog(submission(), Bytes.of(new EventLogWriter().bytes())))))
                .isEqualTo(Code.EVENT_LOG_MISMATCH);
    }

    private Outcome verify(Submission submission) throws Malformed {
        return verifier.verify(ID, key(), CHALLENGE, submission);
    }

    private AttestationKey key() throws Malformed {
        return AttestationKey.parse(Bytes.of(host.attestationPublic()));
    }

    private Submission submission() {
        return Submissions.of(host.evidence(NONCE.toArray(), selection()));
    }

    private Submission signedAnew(UnaryOperator<byte[]> change) {
        byte[] attest = change.apply(submission().quote().toArray());
        return Submissions.withSignature(
                Submissions.withQuote(submission(), Bytes.of(attest)), Bytes.of(tpm.signAnything(attest)));
    }

    private static int[] selection() {
        return PcrSelection.ofChallenge().indexes().toArray();
    }

    private static Evidence genuine(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Genuine(var evidence) -> evidence;
            case Outcome.Refused(var rejection) -> throw new AssertionError(rejection.toString());
        };
    }

    private static Rejection rejection(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Genuine _ -> throw new AssertionError("it was accepted");
            case Outcome.Refused(var rejection) -> rejection;
        };
    }

    private static Code code(Outcome outcome) {
        return rejection(outcome).code();
    }

    private static Quote quote(Evidence evidence) {
        return (Quote) evidence.voucher();
    }
}
