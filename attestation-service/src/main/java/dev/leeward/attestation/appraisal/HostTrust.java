package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.appraisal.TrustEvent.Attested;
import dev.leeward.attestation.appraisal.TrustEvent.Expired;
import dev.leeward.attestation.appraisal.TrustEvent.KeyPinned;
import dev.leeward.attestation.appraisal.TrustEvent.KeyWithdrawn;
import dev.leeward.attestation.appraisal.TrustEvent.Reappraised;
import dev.leeward.attestation.appraisal.TrustEvent.Rediscovered;
import dev.leeward.attestation.enrolment.PinnedKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Quote;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.evidence.VouchedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trust in a host, from its discovery to its retirement. Nothing but {@link Trusted}, in its time, is trust. */
public sealed interface HostTrust {

    /** In the inventory; no attestation key is pinned. */
    record Discovered() implements HostTrust {}

    /** Its attestation key is pinned; never attested with it. */
    record Enrolled(PinnedKey key) implements HostTrust {}

    /** Appraised and good, until the result expires. No key is pinned where a manager vouches. */
    record Trusted(@Nullable PinnedKey key, Attestation attestation) implements HostTrust {}

    /** Appraised and failed. No key is pinned where a manager vouches. */
    record Untrusted(@Nullable PinnedKey key, Attestation attestation) implements HostTrust {}

    /** It was trusted, and the result has expired. No key is pinned where a manager vouches. */
    record Stale(@Nullable PinnedKey key, Attestation attestation) implements HostTrust {}

    /** Gone from the inventory. */
    record Retired(String reason) implements HostTrust {}

    /** A command's answer: what happens, or why not. */
    sealed interface Decision {
        /** It happens. */
        record Accepted(TrustEvent event) implements Decision {}

        /** Nothing changes. */
        record Unchanged() implements Decision {}

        /** Refused; nothing changes. */
        record Refused(Rejection rejection) implements Decision {}

        /** Another key is pinned, and only an administrator may replace it. */
        record KeyIsPinned(Bytes pinned) implements Decision {}
    }

    /**
     * Pins a key on first use. Afterwards the host itself may prove the same key, or another one of the same TPM; any
     * other is for an administrator. Trust starts anew.
     */
    default Decision enrol(PinnedKey key, boolean byAdministrator) {
        return switch (this) {
            case Discovered() -> new Decision.Accepted(new KeyPinned(key));
            case Enrolled(var pinned) -> replace(pinned, key, byAdministrator);
            case Trusted(var pinned, var _) -> replace(pinned, key, byAdministrator);
            case Untrusted(var pinned, var _) -> replace(pinned, key, byAdministrator);
            case Stale(var pinned, var _) -> replace(pinned, key, byAdministrator);
            case Retired(var reason) -> new Decision.Refused(retired(reason));
        };
    }

    private static Decision replace(@Nullable PinnedKey pinned, PinnedKey key, boolean byAdministrator) {
        if (pinned == null) {
            return new Decision.Accepted(new KeyPinned(key));
        }
        if (pinned.covers(key)) {
            return new Decision.Unchanged();
        }
        return byAdministrator || pinned.yieldsTo(key)
                ? new Decision.Accepted(new KeyPinned(key))
                : new Decision.KeyIsPinned(pinned.name());
    }

    /**
     * Takes an appraisal of fresh evidence, unless the TPM contradicts what is known of it, or what it said before. A
     * host whose key is pinned speaks for itself: the word of a manager changes nothing there.
     */
    default Decision attest(Evidence evidence, Verdict verdict, Duration lifetime) {
        return switch (evidence.voucher()) {
            case Quote quote ->
                refusal(quote)
                        .<Decision>map(Decision.Refused::new)
                        .orElseGet(() -> accept(evidence, verdict, lifetime));
            case VouchedBy _ ->
                switch (this) {
                    case Discovered _ -> accept(evidence, verdict, lifetime);
                    case Enrolled _ -> new Decision.Unchanged();
                    case Trusted(var key, var _) -> vouched(key, evidence, verdict, lifetime);
                    case Untrusted(var key, var _) -> vouched(key, evidence, verdict, lifetime);
                    case Stale(var key, var _) -> vouched(key, evidence, verdict, lifetime);
                    case Retired(var reason) -> new Decision.Refused(retired(reason));
                };
        };
    }

    private static Decision vouched(@Nullable PinnedKey key, Evidence evidence, Verdict verdict, Duration lifetime) {
        return key == null ? accept(evidence, verdict, lifetime) : new Decision.Unchanged();
    }

    private Optional<Rejection> refusal(Quote quote) {
        return switch (this) {
            case Discovered() -> Optional.of(notEnrolled());
            case Enrolled(var key) -> refusal(key, Optional.empty(), quote);
            case Trusted(var key, var former) -> refusal(key, former.quoted(), quote);
            case Untrusted(var key, var former) -> refusal(key, former.quoted(), quote);
            case Stale(var key, var former) -> refusal(key, former.quoted(), quote);
            case Retired(var reason) -> Optional.of(retired(reason));
        };
    }

    /** The qualified signer is the one that follows from the keys, where that is known, else the one of before. */
    private static Optional<Rejection> refusal(@Nullable PinnedKey key, Optional<Basis.Quoted> before, Quote quote) {
        if (key == null) {
            return Optional.of(notEnrolled());
        }
        Optional<Bytes> signer = key.binding().expectedSigner().or(() -> before.map(Basis.Quoted::qualifiedSigner));
        if (signer.isPresent() && !signer.get().equals(quote.qualifiedSigner())) {
            return Optional.of(new Rejection(
                    Code.SIGNER_MISMATCH,
                    "The qualified signer is " + quote.qualifiedSigner() + ", that of the pinned key is " + signer.get()
                            + "."));
        }
        return before.flatMap(former -> quote.clock().contradicts(former.clock()))
                .map(words ->
                        new Rejection(Code.CLOCK_WENT_BACK, "The TPM contradicts what it said before: " + words + "."));
    }

    private static Rejection notEnrolled() {
        return new Rejection(Code.HOST_NOT_ENROLLED, "No attestation key is pinned for this host.");
    }

    private static Decision accept(Evidence evidence, Verdict verdict, Duration lifetime) {
        return new Decision.Accepted(new Attested(Attestation.of(evidence, verdict, lifetime)));
    }

    private static Rejection retired(String reason) {
        return new Rejection(Code.UNKNOWN_HOST, "The host was retired: " + reason);
    }

    /** Kept evidence under other references; empty where there is none, or it has expired and cannot be trusted anyway. */
    default Optional<TrustEvent> reappraise(Verdict verdict, Instant now) {
        return switch (this) {
            case Trusted _, Untrusted _ -> Optional.of(new Reappraised(verdict, now));
            case Discovered _, Enrolled _, Stale _, Retired _ -> Optional.empty();
        };
    }

    /** Expiry, once, and not before its time. */
    default Optional<TrustEvent> expire(Instant now) {
        return switch (this) {
            case Trusted(var _, var attestation) when attestation.expired(now) -> Optional.of(new Expired(now));
            case Trusted _, Discovered _, Enrolled _, Untrusted _, Stale _, Retired _ -> Optional.empty();
        };
    }

    /** Withdrawal of the pinned key; empty where none is pinned. */
    default Optional<TrustEvent> withdrawKey() {
        return switch (this) {
            case Enrolled _ -> Optional.of(new KeyWithdrawn());
            case Trusted(var key, var _) -> withdraw(key);
            case Untrusted(var key, var _) -> withdraw(key);
            case Stale(var key, var _) -> withdraw(key);
            case Discovered _, Retired _ -> Optional.empty();
        };
    }

    private static Optional<TrustEvent> withdraw(@Nullable PinnedKey key) {
        return key == null ? Optional.empty() : Optional.of(new KeyWithdrawn());
    }

    /** Retirement, once. */
    default Optional<TrustEvent> retire(String reason) {
        return switch (this) {
            case Discovered _, Enrolled _, Trusted _, Untrusted _, Stale _ ->
                Optional.of(new TrustEvent.Retired(reason));
            case Retired _ -> Optional.empty();
        };
    }

    /** The result behind the trust, if there is one. */
    default Optional<Attestation> result() {
        return switch (this) {
            case Trusted(var _, var attestation) -> Optional.of(attestation);
            case Untrusted(var _, var attestation) -> Optional.of(attestation);
            case Stale(var _, var attestation) -> Optional.of(attestation);
            case Discovered _, Enrolled _, Retired _ -> Optional.empty();
        };
    }

    /** The status as it was last said: an expired result is trusted until its expiry was noticed. */
    default TrustStatus status() {
        return switch (this) {
            case Discovered _, Enrolled _, Retired _ -> TrustStatus.UNKNOWN;
            case Trusted _ -> TrustStatus.TRUSTED;
            case Untrusted _ -> TrustStatus.UNTRUSTED;
            case Stale _ -> TrustStatus.STALE;
        };
    }

    /** What is true of the trust at a time: an expired result is stale, whether or not that was noticed yet. */
    default TrustReport report(Instant now) {
        return switch (this) {
            case Discovered() ->
                TrustReport.unknown(
                        "Never attested: no attestation key is pinned for this host, and no manager vouches for it.");
            case Enrolled _ -> TrustReport.unknown("Never attested with the attestation key that is pinned.");
            case Retired(var reason) -> TrustReport.unknown("The host was retired: " + reason);
            case Trusted(var _, var result) when result.expired(now) -> stale(result);
            case Trusted(var _, var result) -> TrustReport.of(result, result.verdict(), TrustStatus.TRUSTED, "");
            case Untrusted(var _, var result) ->
                TrustReport.of(
                        result,
                        result.verdict(),
                        TrustStatus.UNTRUSTED,
                        result.verdict().reason());
            case Stale(var _, var result) -> stale(result);
        };
    }

    private static TrustReport stale(Attestation result) {
        String reason = "The attestation result expired at " + result.attestedUntil() + ": attest again.";
        return TrustReport.of(result, result.verdict().as(TrustStatus.STALE, reason), TrustStatus.STALE, reason);
    }

    /** State and event, side by side, for the table below. */
    record Step(HostTrust state, TrustEvent event) {}

    /** The rows are the whole life cycle; anything else is corrupt history. */
    default HostTrust apply(TrustEvent event) {
        return switch (new Step(this, event)) {
            case Step(Discovered _, KeyPinned(var key)) -> new Enrolled(key);
            case Step(Enrolled _, KeyPinned(var key)) -> new Enrolled(key);
            case Step(Trusted _, KeyPinned(var key)) -> new Enrolled(key);
            case Step(Untrusted _, KeyPinned(var key)) -> new Enrolled(key);
            case Step(Stale _, KeyPinned(var key)) -> new Enrolled(key);

            case Step(Enrolled _, KeyWithdrawn()) -> new Discovered();
            case Step(Trusted(var key, var _), KeyWithdrawn()) when key != null -> new Discovered();
            case Step(Untrusted(var key, var _), KeyWithdrawn()) when key != null -> new Discovered();
            case Step(Stale(var key, var _), KeyWithdrawn()) when key != null -> new Discovered();

            case Step(Discovered _, Attested(var result)) when result.quoted().isEmpty() -> appraised(null, result);
            case Step(Enrolled(var key), Attested(var result)) -> appraised(key, result);
            case Step(Trusted(var key, var _), Attested(var result)) -> appraised(key, result);
            case Step(Untrusted(var key, var _), Attested(var result)) -> appraised(key, result);
            case Step(Stale(var key, var _), Attested(var result)) -> appraised(key, result);

            case Step(Trusted(var key, var result), Reappraised(var verdict, var at)) ->
                reappraised(key, result.with(verdict), at);
            case Step(Untrusted(var key, var result), Reappraised(var verdict, var at)) ->
                reappraised(key, result.with(verdict), at);

            case Step(Trusted(var key, var result), Expired _) -> new Stale(key, result);

            case Step(Discovered _, TrustEvent.Retired(var reason)) -> new Retired(reason);
            case Step(Enrolled _, TrustEvent.Retired(var reason)) -> new Retired(reason);
            case Step(Trusted _, TrustEvent.Retired(var reason)) -> new Retired(reason);
            case Step(Untrusted _, TrustEvent.Retired(var reason)) -> new Retired(reason);
            case Step(Stale _, TrustEvent.Retired(var reason)) -> new Retired(reason);
            case Step(Retired _, Rediscovered _) -> new Discovered();

            case Step(var _, KeyPinned _),
                    Step(var _, KeyWithdrawn _),
                    Step(var _, Attested _),
                    Step(var _, Reappraised _),
                    Step(var _, Expired _),
                    Step(var _, TrustEvent.Retired _),
                    Step(var _, Rediscovered _) -> throw new CorruptHistory(this, event);
        };
    }

    private static HostTrust appraised(@Nullable PinnedKey key, Attestation result) {
        return result.verdict().trusted() ? new Trusted(key, result) : new Untrusted(key, result);
    }

    private static HostTrust reappraised(@Nullable PinnedKey key, Attestation result, Instant at) {
        return result.verdict().trusted() && result.expired(at) ? new Stale(key, result) : appraised(key, result);
    }
}
