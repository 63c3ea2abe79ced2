package dev.leeward.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.appraisal.HostTrust.Decision;
import dev.leeward.attestation.appraisal.TrustEvent.KeyPinned;
import dev.leeward.attestation.enrolment.Binding;
import dev.leeward.attestation.enrolment.PinnedKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.evidence.VouchedBy;
import dev.leeward.attestation.reference.References;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The life of the trust in a host, through seeded random histories; every transition must have been taken. */
class HostTrustHistoriesTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final Bytes TPM = Bytes.repeat(9, 34);
    private static final Bytes NAME = Bytes.repeat(1, 34);
    private static final PinnedKey KEY = new PinnedKey(NAME, new Binding.Pinned());
    private static final PinnedKey OTHER_KEY = new PinnedKey(Bytes.repeat(2, 34), new Binding.Pinned());
    private static final PinnedKey PROVED_KEY = proved(NAME, TPM);
    private static final List<PinnedKey> KEYS =
            List.of(KEY, OTHER_KEY, PROVED_KEY, proved(Bytes.repeat(3, 34), TPM), proved(NAME, Bytes.repeat(8, 34)));

    private static final Set<String> TRANSITIONS = Set.of(
            "Discovered -KeyPinned-> Enrolled",
            "Discovered -Attested-> Trusted",
            "Discovered -Attested-> Untrusted",
            "Discovered -Retired-> Retired",
            "Enrolled -KeyPinned-> Enrolled",
            "Enrolled -KeyWithdrawn-> Discovered",
            "Trusted -KeyWithdrawn-> Discovered",
            "Untrusted -KeyWithdrawn-> Discovered",
            "Stale -KeyWithdrawn-> Discovered",
            "Enrolled -Attested-> Trusted",
            "Enrolled -Attested-> Untrusted",
            "Enrolled -Retired-> Retired",
            "Trusted -KeyPinned-> Enrolled",
            "Trusted -Attested-> Trusted",
            "Trusted -Attested-> Untrusted",
            "Trusted -Reappraised-> Trusted",
            "Trusted -Reappraised-> Stale",
            "Trusted -Reappraised-> Untrusted",
            "Trusted -Expired-> Stale",
            "Trusted -Retired-> Retired",
            "Untrusted -KeyPinned-> Enrolled",
            "Untrusted -Attested-> Trusted",
            "Untrusted -Attested-> Untrusted",
            "Untrusted -Reappraised-> Trusted",
            "Untrusted -Reappraised-> Stale",
            "Untrusted -Reappraised-> Untrusted",
            "Untrusted -Retired-> Retired",
            "Stale -KeyPinned-> Enrolled",
            "Stale -Attested-> Trusted",
            "Stale -Attested-> Untrusted",
            "Stale -Retired-> Retired",
            "Retired -Rediscovered-> Discovered");

    private final Appraiser appraiser = new Appraiser(RequiredFacts.of(Map.of()), Set.of());
    private final References good =
            AppraisalFixtures.references(KnownGood.platform("2.17"), KnownGood.vmm("esxi", "5.1"));
    private final Evidence evidence = AppraisalFixtures.evidence(
            MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1")),
            START);
    private final Verdict trusted = appraiser.appraise(AppraisalFixtures.HOST, evidence.claims(), good);
    private final Verdict untrusted =
            appraiser.appraise(AppraisalFixtures.HOST, evidence.claims(), AppraisalFixtures.references());

    private final Set<String> visited = new TreeSet<>();

    @Test
    void random_histories_keep_what_must_be_true_and_take_every_transition() {
        for (long seed = 1; seed <= 300; seed++) {
            history(new Random(seed));
        }

        assertThat(visited).containsExactlyInAnyOrderElementsOf(TRANSITIONS);
    }

    private void history(Random random) {
        HostTrust state = new HostTrust.Discovered();
        Instant now = START;
        for (int step = 0; step < 60; step++) {
            now = now.plusSeconds(random.nextInt(300));
            Optional<TrustEvent> event = command(state, random, now);
            TrustReport before = state.report(now);
            if (event.isPresent()) {
                HostTrust next = state.apply(event.get());
                visited.add(state.getClass().getSimpleName() + " -"
                        + event.get().getClass().getSimpleName() + "-> "
                        + next.getClass().getSimpleName());
                state = next;
            }
            holds(state.report(now), now);
            assertThat(state.report(now).overall() == TrustStatus.TRUSTED
                            && before.overall() == TrustStatus.UNKNOWN
                            && event.filter(TrustEvent.Attested.class::isInstance)
                                    .isEmpty())
                    .as("trust out of nothing")
                    .isFalse();
        }
    }

    private Optional<TrustEvent> command(HostTrust state, Random random, Instant now) {
        Verdict verdict = random.nextBoolean() ? trusted : untrusted;
        return switch (random.nextInt(11)) {
            case 0 -> accepted(state.enrol(KEYS.get(random.nextInt(KEYS.size())), random.nextInt(3) == 0));
            case 1, 2, 3 -> accepted(state.attest(at(now), verdict, LIFETIME));
            case 4, 5 -> state.reappraise(verdict, now);
            case 6 -> state.expire(now);
            case 9 -> random.nextInt(3) == 0 ? state.withdrawKey() : Optional.empty();
            case 7, 8 -> accepted(state.attest(vouched(now), verdict, LIFETIME));
            default ->
                switch (state) {
                    case HostTrust.Retired _ -> Optional.of(new TrustEvent.Rediscovered());
                    case HostTrust.Discovered _,
                            HostTrust.Enrolled _,
                            HostTrust.Trusted _,
                            HostTrust.Untrusted _,
                            HostTrust.Stale _ -> random.nextInt(4) == 0 ? state.retire("gone") : Optional.empty();
                };
        };
    }

    /** Only an appraisal that passed, in its time, is trust; a reason is given for everything else. */
    private static void holds(TrustReport report, Instant now) {
        boolean isTrusted = report.overall() == TrustStatus.TRUSTED;
        assertThat(report.reason().isEmpty()).isEqualTo(isTrusted);
        assertThat(report.attestedUntil() != null).isEqualTo(isTrusted);
        if (isTrusted) {
            assertThat(report.attestedUntil()).isAfter(now);
            assertThat(List.of(report.platform(), report.vmm(), report.configuration()))
                    .allMatch(part -> part.status() == TrustStatus.TRUSTED);
        }
        assertThat(report.evidenceId() == null).isEqualTo(report.overall() == TrustStatus.UNKNOWN);
        assertThat(report.assurance() == Assurance.NONE).isEqualTo(report.overall() == TrustStatus.UNKNOWN);
    }

    @Test
    void what_is_in_no_row_of_the_table_is_corrupt_history() {
        HostTrust discovered = new HostTrust.Discovered();
        Attestation result = Attestation.of(evidence, trusted, LIFETIME);

        assertThatThrownBy(() -> discovered.apply(new TrustEvent.Attested(result)))
                .isInstanceOf(CorruptHistory.class);
        assertThatThrownBy(() -> discovered.apply(new TrustEvent.Expired(START)))
                .isInstanceOf(CorruptHistory.class);
        assertThatThrownBy(() -> new HostTrust.Stale(KEY, result).apply(new TrustEvent.Reappraised(trusted, START)))
                .isInstanceOf(CorruptHistory.class);
        assertThatThrownBy(() -> discovered.apply(new TrustEvent.Rediscovered()))
                .isInstanceOf(CorruptHistory.class);
    }

    @Test
    void trust_counts_from_the_issue_of_the_nonce_and_ends_when_it_says() {
        HostTrust state = attested();

        assertThat(state.report(START.plus(LIFETIME).minusMillis(1)).overall()).isEqualTo(TrustStatus.TRUSTED);
        assertThat(state.report(START.plus(LIFETIME)).overall()).isEqualTo(TrustStatus.STALE);
        assertThat(state.expire(START.plus(LIFETIME).minusMillis(1))).isEmpty();
        assertThat(state.expire(START.plus(LIFETIME))).isPresent();
    }

    @Test
    void a_key_is_pinned_on_first_use_and_replaced_by_an_administrator_only() {
        assertThat(new HostTrust.Discovered().enrol(KEY, false)).isEqualTo(new Decision.Accepted(new KeyPinned(KEY)));
        assertThat(attested().enrol(KEY, false)).isEqualTo(new Decision.Unchanged());
        assertThat(attested().enrol(OTHER_KEY, false)).isEqualTo(new Decision.KeyIsPinned(NAME));
        assertThat(attested().enrol(OTHER_KEY, true)).isEqualTo(new Decision.Accepted(new KeyPinned(OTHER_KEY)));
    }

    @Test
    void trust_ends_with_its_key_and_a_managers_word_has_none_to_withdraw() {
        HostTrust withdrawn = attested().apply(attested().withdrawKey().orElseThrow());

        assertThat(withdrawn).isEqualTo(new HostTrust.Discovered());
        assertThat(new HostTrust.Discovered().withdrawKey()).isEmpty();
        assertThat(new HostTrust.Trusted(null, Attestation.of(vouched(START), trusted, LIFETIME)).withdrawKey())
                .isEmpty();
        assertThatThrownBy(() -> new HostTrust.Discovered().apply(new TrustEvent.KeyWithdrawn()))
                .isInstanceOf(CorruptHistory.class);
    }

    @Test
    void a_proof_takes_the_place_of_a_mere_claim_and_never_the_other_way() {
        assertThat(attested().enrol(PROVED_KEY, false)).isEqualTo(new Decision.Accepted(new KeyPinned(PROVED_KEY)));
        assertThat(new HostTrust.Enrolled(PROVED_KEY).enrol(KEY, false)).isEqualTo(new Decision.Unchanged());
        assertThat(new HostTrust.Enrolled(PROVED_KEY).enrol(PROVED_KEY, false)).isEqualTo(new Decision.Unchanged());
    }

    @Test
    void the_same_tpm_may_bring_a_new_key_and_another_tpm_may_not() {
        HostTrust state = new HostTrust.Enrolled(PROVED_KEY);
        PinnedKey renewed = proved(Bytes.repeat(3, 34), TPM);
        PinnedKey foreign = proved(Bytes.repeat(3, 34), Bytes.repeat(8, 34));

        assertThat(state.enrol(renewed, false)).isEqualTo(new Decision.Accepted(new KeyPinned(renewed)));
        assertThat(state.enrol(foreign, false)).isEqualTo(new Decision.KeyIsPinned(NAME));
        assertThat(state.enrol(OTHER_KEY, false)).isEqualTo(new Decision.KeyIsPinned(NAME));
        assertThat(state.enrol(foreign, true)).isEqualTo(new Decision.Accepted(new KeyPinned(foreign)));
    }

    @Test
    void a_known_qualified_signer_is_required_of_the_first_quote_already() {
        PinnedKey right = new PinnedKey(
                NAME,
                new Binding.CredentialActivation(
                        TPM, Optional.of(AppraisalFixtures.quote(evidence).qualifiedSigner())));
        PinnedKey wrong = new PinnedKey(NAME, new Binding.CredentialActivation(TPM, Optional.of(Bytes.repeat(7, 34))));

        assertThat(new HostTrust.Enrolled(right).attest(evidence, trusted, LIFETIME))
                .isInstanceOf(Decision.Accepted.class);
        assertThat(refusal(new HostTrust.Enrolled(wrong).attest(evidence, trusted, LIFETIME))
                        .code())
                .isEqualTo(Code.SIGNER_MISMATCH);
    }

    @Test
    void another_signer_than_before_is_refused() {
        Evidence bySomebodyElse = AppraisalFixtures.evidence(
                MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1")),
                START);

        assertThat(refusal(attested().attest(bySomebodyElse, trusted, LIFETIME)).code())
                .isEqualTo(Code.SIGNER_MISMATCH);
    }

    @Test
    void a_clock_that_went_back_is_refused() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        MeasuredHost host = MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1"));
        Evidence older = AppraisalFixtures.evidence(host, START);
        tpm.resume();
        Evidence newer = AppraisalFixtures.evidence(host, START.plusSeconds(1));
        HostTrust state =
                new HostTrust.Enrolled(KEY).apply(new TrustEvent.Attested(Attestation.of(newer, trusted, LIFETIME)));

        assertThat(refusal(state.attest(older, trusted, LIFETIME)).code()).isEqualTo(Code.CLOCK_WENT_BACK);
    }

    @Test
    void a_power_loss_is_a_reboot_and_no_tampering_even_where_the_clock_went_back() {
        MutableTime time = new MutableTime(START);
        SoftwareTpm tpm = SoftwareTpm.manufacture(time);
        MeasuredHost host = MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1"));
        time.advance(Duration.ofSeconds(7));
        Evidence before = AppraisalFixtures.evidence(host, START);
        tpm.powerLoss();
        Evidence after = AppraisalFixtures.evidence(host, START.plusSeconds(10));
        HostTrust state =
                new HostTrust.Enrolled(KEY).apply(new TrustEvent.Attested(Attestation.of(before, trusted, LIFETIME)));

        assertThat(AppraisalFixtures.quote(after).clock().safe()).isFalse();
        assertThat(AppraisalFixtures.quote(after).clock().clock())
                .isLessThan(AppraisalFixtures.quote(before).clock().clock());
        assertThat(accepted(state.attest(after, trusted, LIFETIME))).isPresent();
    }

    @Test
    void where_answers_cross_at_a_reboot_the_remedy_is_to_attest_again() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        MeasuredHost host = MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1"));
        Evidence before = AppraisalFixtures.evidence(host, START);
        tpm.powerLoss();
        Evidence after = AppraisalFixtures.evidence(host, START.plusSeconds(10));
        HostTrust state =
                new HostTrust.Enrolled(KEY).apply(new TrustEvent.Attested(Attestation.of(after, trusted, LIFETIME)));

        Rejection rejection = refusal(state.attest(before, trusted, LIFETIME));

        assertThat(rejection.reason()).contains("resetCount fell from");
        assertThat(rejection.code().remedy()).startsWith("Attest again").doesNotContain("tamper");
    }

    @Test
    void a_host_that_is_not_enrolled_or_retired_cannot_attest() {
        assertThat(refusal(new HostTrust.Discovered().attest(evidence, trusted, LIFETIME))
                        .code())
                .isEqualTo(Code.HOST_NOT_ENROLLED);
        assertThat(refusal(new HostTrust.Retired("gone").attest(evidence, trusted, LIFETIME))
                        .code())
                .isEqualTo(Code.UNKNOWN_HOST);
    }

    private static PinnedKey proved(Bytes name, Bytes tpm) {
        return new PinnedKey(name, new Binding.CredentialActivation(tpm, Optional.empty()));
    }

    @Test
    void the_word_of_a_manager_counts_until_a_key_is_pinned() {
        HostTrust vouched = new HostTrust.Discovered()
                .apply(accepted(new HostTrust.Discovered().attest(vouched(START), trusted, LIFETIME))
                        .orElseThrow());
        assertThat(vouched.report(START).overall()).isEqualTo(TrustStatus.TRUSTED);
        assertThat(vouched.report(START).assurance()).isEqualTo(Assurance.VOUCHED);

        HostTrust pinned = vouched.apply(accepted(vouched.enrol(KEY, false)).orElseThrow());

        assertThat(pinned.report(START).overall()).isEqualTo(TrustStatus.UNKNOWN);
        assertThat(pinned.attest(vouched(START), trusted, LIFETIME)).isEqualTo(new Decision.Unchanged());
        assertThat(attested().attest(vouched(START), untrusted, LIFETIME)).isEqualTo(new Decision.Unchanged());
    }

    @Test
    void a_quote_does_not_count_where_a_manager_vouches_and_no_key_is_pinned() {
        HostTrust vouched = new HostTrust.Trusted(null, Attestation.of(vouched(START), trusted, LIFETIME));

        assertThat(refusal(vouched.attest(evidence, trusted, LIFETIME)).code()).isEqualTo(Code.HOST_NOT_ENROLLED);
    }

    private HostTrust attested() {
        return new HostTrust.Enrolled(KEY).apply(new TrustEvent.Attested(Attestation.of(evidence, trusted, LIFETIME)));
    }

    private Evidence at(Instant now) {
        return new Evidence(
                evidence.id(), now, evidence.voucher(), evidence.pcrs(), evidence.eventLog(), evidence.facts());
    }

    private Evidence vouched(Instant now) {
        return new Evidence(
                evidence.id(), now, new VouchedBy("vc-east"), evidence.pcrs(), evidence.eventLog(), evidence.facts());
    }

    /** A clock that stands still until it is moved. */
    private static final class MutableTime implements InstantSource {
        private Instant now;

        MutableTime(Instant now) {
            this.now = now;
        }

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static Optional<TrustEvent> accepted(Decision decision) {
        return decision instanceof Decision.Accepted(var event) ? Optional.of(event) : Optional.empty();
    }

    private static Rejection refusal(Decision decision) {
        return switch (decision) {
            case Decision.Refused(var rejection) -> rejection;
            case Decision.Accepted _, Decision.Unchanged _, Decision.KeyIsPinned _ ->
                throw new AssertionError(decision.toString());
        };
    }
}
