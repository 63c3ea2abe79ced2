package dev.leeward.attestation.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.enrolment.EndorsementVerifier.Outcome;
import dev.leeward.attestation.enrolment.Refusal.Code;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;
import dev.leeward.testkit.tpm.EndorsementAuthority;
import dev.leeward.testkit.tpm.EndorsementAuthority.Draft;
import dev.leeward.testkit.tpm.SoftwareTpm;
import dev.leeward.testkit.tpm.TpmKeyKind;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makers say of TPMs, and what of it counts. */
class EndorsementVerifierTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final UUID ROOT = new UUID(0, 1);

    private final Certificates certificates = new Certificates(new BouncyCastleProvider());
    private final EndorsementVerifier verifier = new EndorsementVerifier(certificates);
    private final RootKeeper keeper = new RootKeeper(certificates);

    private final EndorsementAuthority maker = EndorsementAuthority.root("Maker Root", MADE);
    private final EndorsementAuthority plant = maker.below("Maker Plant 1", MADE);
    private final EndorsementAuthority line = plant.below("Maker Line 7", MADE);
    private final SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());

    @ParameterizedTest
    @EnumSource(TpmKeyKind.class)
    void a_root_in_force_endorses_the_key_and_the_certificate_says_which_tpm_it_is(TpmKeyKind kind) throws Exception {
        SoftwareTpm of = SoftwareTpm.manufacture(Clock.systemUTC(), kind, TpmKeyKind.ECC_P256);
        byte[] certificate = maker.certify(Draft.of(of.endorsementKey(), MADE));

        Outcome outcome = verifier.verify(key(of), Bytes.of(certificate), List.of(), List.of(root()), NOW);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Endorsed.class, endorsed -> {
            assertThat(endorsed.root()).isEqualTo(ROOT);
            assertThat(endorsed.certificate().subject()).isEmpty();
            assertThat(endorsed.certificate().issuer()).isEqualTo("CN=Maker Root");
            assertThat(endorsed.certificate().manufacturer()).isEqualTo("LWD");
            assertThat(endorsed.certificate().model()).isEqualTo("software TPM");
            assertThat(endorsed.certificate().version()).isEqualTo("id:00010000");
            assertThat(endorsed.certificate().notAfter()).isEqualTo(MADE.plus(Duration.ofDays(3650)));
        });
    }

    @Test
    void intermediates_come_in_any_order_and_among_others() throws Exception {
        byte[] certificate = line.certify(draft());
        byte[] foreign = EndorsementAuthority.root("Somebody", MADE).certificate();

        assertThat(verify(certificate, plant.certificate(), foreign, line.certificate()))
                .isInstanceOf(Outcome.Endorsed.class);
        assertThat(verify(certificate, line.certificate(), plant.certificate())).isInstanceOf(Outcome.Endorsed.class);
        assertThat(stranger(verify(certificate, line.certificate())).reason()).contains("CN=Maker Line 7");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0xFF, 0x41})
    void what_fills_the_nv_index_behind_the_certificate_is_ignored(int padding) throws Exception {
        byte[] certificate = maker.certify(draft());
        byte[] padded = Arrays.copyOf(certificate, 1600);
        Arrays.fill(padded, certificate.length, padded.length, (byte) padding);

        assertThat(verify(padded)).isInstanceOf(Outcome.Endorsed.class);
    }

    @Test
    void a_key_that_is_marked_for_oaep_is_read_as_the_rsa_key_that_it_is() throws Exception {
        SoftwareTpm of = SoftwareTpm.manufacture(Clock.systemUTC(), TpmKeyKind.RSA_2048, TpmKeyKind.ECC_P256);
        byte[] certificate = maker.certify(Draft.of(of.endorsementKey(), MADE).markedForOaep());

        assertThat(verifier.verify(key(of), Bytes.of(certificate), List.of(), List.of(root()), NOW))
                .isInstanceOf(Outcome.Endorsed.class);
    }

    @Test
    void a_certificate_of_a_stranger_is_told_apart() throws Exception {
        EndorsementAuthority impostor = EndorsementAuthority.root("Maker Root", MADE);

        assertThat(stranger(verify(impostor.certify(draft())))).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(Code.ROOT_UNKNOWN);
            assertThat(refusal.reason()).contains("CN=Maker Root");
        });
    }

    @Test
    void a_certificate_of_another_key_is_refused() throws Exception {
        SoftwareTpm another = SoftwareTpm.manufacture(Clock.systemUTC());

        assertThat(refused(verify(maker.certify(Draft.of(another.endorsementKey(), MADE))))
                        .code())
                .isEqualTo(Code.CERTIFICATE_OF_ANOTHER_KEY);
    }

    @Test
    void a_certificate_for_another_purpose_is_refused() throws Exception {
        Refusal ofPlatform = refused(verify(maker.certify(draft().purpose("2.23.133.8.2"))));
        Refusal ofAuthority = refused(verify(maker.certify(draft().ofAuthority())));

        assertThat(ofPlatform.code()).isEqualTo(Code.CERTIFICATE_NOT_FOR_ENDORSEMENT);
        assertThat(ofPlatform.reason()).contains("2.23.133.8.1");
        assertThat(ofAuthority.code()).isEqualTo(Code.CERTIFICATE_NOT_FOR_ENDORSEMENT);
    }

    @Test
    void a_certificate_counts_in_its_time_only() throws Exception {
        Refusal expired = refused(verify(maker.certify(draft().until(NOW.minusSeconds(1)))));
        Refusal early = refused(verify(maker.certify(Draft.of(tpm.endorsementKey(), NOW.plusSeconds(1)))));

        assertThat(expired.code()).isEqualTo(Code.CERTIFICATE_EXPIRED);
        assertThat(expired.reason()).contains("2026-10-31T23:59:59Z");
        assertThat(early.code()).isEqualTo(Code.CERTIFICATE_NOT_YET_VALID);
    }

    @Test
    void an_authority_on_the_way_counts_in_its_time_only() throws Exception {
        EndorsementAuthority closed = maker.below("Closed Plant", MADE, NOW.minusSeconds(1));

        Refusal refusal = refused(verify(closed.certify(draft()), closed.certificate()));

        assertThat(refusal.code()).isEqualTo(Code.CHAIN_INVALID);
        assertThat(refusal.reason()).contains("CN=Closed Plant");
    }

    @Test
    void an_expired_root_endorses_nothing() throws Exception {
        Refusal refusal = refused(verifier.verify(
                key(tpm),
                Bytes.of(maker.certify(draft().until(NOW.plus(Duration.ofDays(9000))))),
                List.of(),
                List.of(root()),
                NOW.plus(Duration.ofDays(4000))));

        assertThat(refusal.code()).isEqualTo(Code.CERTIFICATE_EXPIRED);
        assertThat(refusal.reason()).contains("CN=Maker Root");
    }

    @Test
    void a_key_certified_by_one_that_is_no_authority_is_refused() throws Exception {
        SoftwareTpm insider = SoftwareTpm.manufacture(Clock.systemUTC());
        byte[] ofInsider = maker.certify(Draft.of(insider.endorsementKey(), MADE));

        assertThat(verify(maker.below("Nobody", MADE).certify(draft()), ofInsider))
                .isInstanceOf(Outcome.FromStranger.class);
    }

    @Test
    void what_an_issuer_on_the_way_has_revoked_is_refused() throws Exception {
        byte[] certificate = plant.certify(draft());
        byte[] other = plant.certify(draft());
        EndorsementRoot revokesTpm =
                with(root(), plant.revocationList(MADE, NOW.plusSeconds(60), certificate), plant.certificate());
        EndorsementRoot revokesPlant =
                with(root(), maker.revocationList(MADE, NOW.plusSeconds(60), plant.certificate()));

        assertThat(refused(verify(revokesTpm, certificate, plant.certificate())))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.CERTIFICATE_REVOKED);
                    assertThat(refusal.reason()).contains("CN=Maker Plant 1 has revoked");
                });
        assertThat(verify(revokesTpm, other, plant.certificate())).isInstanceOf(Outcome.Endorsed.class);
        assertThat(refused(verify(revokesPlant, other, plant.certificate())).code())
                .isEqualTo(Code.CERTIFICATE_REVOKED);
    }

    @Test
    void an_overdue_revocation_list_lets_nobody_in() throws Exception {
        EndorsementRoot root = with(root(), maker.revocationList(MADE, NOW.plusSeconds(60)));

        Outcome outcome = verifier.verify(
                key(tpm), Bytes.of(maker.certify(draft())), List.of(), List.of(root), NOW.plusSeconds(61));

        assertThat(refused(outcome).code()).isEqualTo(Code.REVOCATION_LIST_EXPIRED);
    }

    @Test
    void what_is_no_certificate_is_refused_in_words() throws Exception {
        Refusal ofKey = refused(verify(new byte[] {0x30, 0x03, 1, 2, 3}));
        Refusal ofIntermediate = refused(verify(maker.certify(draft()), new byte[] {1}));

        assertThat(ofKey.code()).isEqualTo(Code.CERTIFICATE_MALFORMED);
        assertThat(ofIntermediate.reason()).contains("no DER sequence");
    }

    @Test
    void no_altered_certificate_is_endorsed_for_anything_else_and_none_breaks_the_reader() throws Exception {
        byte[] certificate = maker.certify(draft());
        Outcome genuine = verify(certificate);
        for (int i = 0; i < certificate.length; i++) {
            byte[] altered = certificate.clone();
            altered[i] ^= 1;
            // A critical extension may say TRUE as FE instead of FF: the same certificate in BER.
            if (certificate[i] != (byte) 0xFF) {
                assertThat(verify(altered)).as("byte " + i).isNotInstanceOf(Outcome.Endorsed.class);
            } else if (verify(altered) instanceof Outcome.Endorsed endorsed) {
                assertThat(endorsed).isEqualTo(genuine);
            }
        }
        for (int length = 0; length < certificate.length; length++) {
            assertThat(verify(Arrays.copyOf(certificate, length))).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void a_root_is_an_authority_whose_time_is_not_over() throws Exception {
        EndorsementAuthority former = maker.below("Former", MADE, NOW.minusSeconds(1));

        assertThat(keeper.candidate(Bytes.of(plant.certificate()), NOW))
                .isInstanceOf(RootKeeper.Candidate.Usable.class);
        assertThat(unusable(maker.certify(draft()))).contains("may not sign certificates");
        assertThat(unusable(former.certificate())).contains("CN=Former expired at");
        assertThat(unusable(new byte[] {1, 2})).contains("not readable");
    }

    @Test
    void a_revocation_list_is_taken_from_the_root_and_those_below_it_and_only_newer_ones() throws Exception {
        Instant later = MADE.plusSeconds(60);
        Instant due = NOW.plusSeconds(60);
        EndorsementRoot root = with(root(), maker.revocationList(later, due));

        assertThat(with(root, plant.revocationList(MADE, due), plant.certificate())
                        .revocationLists())
                .hasSize(2);
        assertThat(with(root, line.revocationList(MADE, due), line.certificate(), plant.certificate())
                        .revocationLists())
                .hasSize(2);
        assertThat(with(root, maker.revocationList(later.plusSeconds(1), due)).revocationLists())
                .hasSize(1);
        assertThat(useless(root, maker.revocationList(MADE, due))).contains("is in force");
        assertThat(useless(root, plant.revocationList(MADE, due))).contains("signed neither by CN=Maker Root");
        assertThat(useless(root, maker.revocationList(later, NOW.minusSeconds(1))))
                .contains("was to be renewed by");
        assertThat(useless(root, new byte[] {9})).contains("not readable");
    }

    private Draft draft() {
        return Draft.of(tpm.endorsementKey(), MADE);
    }

    private EndorsementRoot root() throws Exception {
        X509Certificate certificate = certificates.read(Bytes.of(maker.certificate()));
        return new EndorsementRoot(ROOT, null, "Maker", certificate, List.of(), MADE, null);
    }

    private EndorsementRoot with(EndorsementRoot root, byte[] list, byte[]... intermediates) {
        return switch (keeper.accept(root, Bytes.of(list), bytes(intermediates), NOW)) {
            case RootKeeper.Outcome.Accepted(var changed) -> changed;
            case RootKeeper.Outcome.Refused(var refusal) -> throw new AssertionError(refusal.reason());
        };
    }

    private String useless(EndorsementRoot root, byte[] list) {
        return switch (keeper.accept(root, Bytes.of(list), List.of(), NOW)) {
            case RootKeeper.Outcome.Accepted _ -> throw new AssertionError("accepted");
            case RootKeeper.Outcome.Refused(var refusal) -> refusal.reason();
        };
    }

    private String unusable(byte[] certificate) {
        return switch (keeper.candidate(Bytes.of(certificate), NOW)) {
            case RootKeeper.Candidate.Usable _ -> throw new AssertionError("usable");
            case RootKeeper.Candidate.Refused(var refusal) -> refusal.reason();
        };
    }

    private Outcome verify(byte[] certificate, byte[]... intermediates) throws Exception {
        return verify(root(), certificate, intermediates);
    }

    private Outcome verify(EndorsementRoot root, byte[] certificate, byte[]... intermediates) throws Exception {
        return verifier.verify(key(tpm), Bytes.of(certificate), bytes(intermediates), List.of(root), NOW);
    }

    private static List<Bytes> bytes(byte[]... arrays) {
        return Arrays.stream(arrays).map(Bytes::of).toList();
    }

    private static EndorsementKey key(SoftwareTpm of) throws Exception {
        return EndorsementKey.parse(Bytes.of(of.endorsementPublic()));
    }

    private static Refusal refused(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused(var refusal) -> refusal;
            case Outcome.Endorsed _, Outcome.FromStranger _ -> throw new AssertionError(outcome.toString());
        };
    }

    private static Refusal stranger(Outcome outcome) {
        return switch (outcome) {
            case Outcome.FromStranger(var _, var refusal) -> refusal;
            case Outcome.Endorsed _, Outcome.Refused _ -> throw new AssertionError(outcome.toString());
        };
    }
}
