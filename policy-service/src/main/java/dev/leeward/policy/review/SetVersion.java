package dev.leeward.policy.review;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One version of a policy set. Its document never changes: whoever approves version 4 approves exactly these bytes. */
public sealed interface SetVersion {
    /** What was drafted. */
    Content content();

    /** Waits for a second person. */
    record Draft(Content content) implements SetVersion {}

    /** A second person agreed; not in force yet. */
    record Approved(Content content, Act approved) implements SetVersion {}

    /** In force. */
    record Published(Content content, Act approved, Act published) implements SetVersion {}

    /** Was in force, until another version took its place. */
    record Superseded(Content content, Act approved, Act published, Instant supersededAt) implements SetVersion {}

    /** Refused, or taken back by whoever drafted it. */
    record Rejected(Content content, Act rejected, String reason) implements SetVersion {}

    /** Who did something, and when. */
    record Act(String by, Instant at) {}

    /**
     * A version as it was drafted.
     *
     * @param number from 1 within the scope
     * @param document YAML, as it was sent
     * @param basedOn the version that was in force when it was drafted; null where there was none
     * @param rollbackOf the earlier version that it says again; null where it is new
     * @param note what the author says of it; may be empty
     * @param signature null where it is unsigned
     */
    record Content(
            SetScope scope,
            int number,
            String document,
            Act drafted,
            @Nullable Integer basedOn,
            @Nullable Integer rollbackOf,
            String note,
            @Nullable DocumentSignature signature) {
        /** Versions count from 1. */
        public Content {
            if (number < 1) {
                throw new IllegalArgumentException(
                        "version of set %s must be 1 or more, but is %d".formatted(scope, number));
            }
        }

        /** SHA-256 of the document's bytes, lower-case hexadecimal. */
        public String digest() {
            try {
                return HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /** Why a step is not taken. */
    enum Refusal {
        /** Whoever drafted it may neither approve nor publish it. */
        SAME_PERSON,
        /** Nobody has approved it yet. */
        NOT_APPROVED,
        /** It is past this step. */
        TOO_LATE
    }

    /** What came of a step. */
    sealed interface Step {
        /** The version after it; the same where the step was taken before by the same person. */
        record Taken(SetVersion version) implements Step {}

        /** The version stays as it is. */
        record Refused(Refusal refusal) implements Step {}
    }

    /** A second person agrees. */
    default Step approve(Act act, Review review) {
        return switch (this) {
            case Draft _ when isAuthor(act, review) -> new Step.Refused(Refusal.SAME_PERSON);
            case Draft(var content) -> new Step.Taken(new Approved(content, act));
            case Approved(var _, var approved) when approved.by().equals(act.by()) -> new Step.Taken(this);
            case Approved _, Published _, Superseded _, Rejected _ -> new Step.Refused(Refusal.TOO_LATE);
        };
    }

    /** It comes into force. */
    default Step publish(Act act, Review review) {
        return switch (this) {
            case Draft _ -> new Step.Refused(Refusal.NOT_APPROVED);
            case Approved _ when isAuthor(act, review) -> new Step.Refused(Refusal.SAME_PERSON);
            case Approved(var content, var approved) -> new Step.Taken(new Published(content, approved, act));
            case Published(var _, var _, var published) when published.by().equals(act.by()) -> new Step.Taken(this);
            case Published _, Superseded _, Rejected _ -> new Step.Refused(Refusal.TOO_LATE);
        };
    }

    /** It is refused, or taken back. */
    default Step reject(Act act, String reason) {
        return switch (this) {
            case Draft(var content) -> new Step.Taken(new Rejected(content, act, reason));
            case Approved(var content, var _) -> new Step.Taken(new Rejected(content, act, reason));
            case Rejected(var _, var rejected, var _) when rejected.by().equals(act.by()) -> new Step.Taken(this);
            case Published _, Superseded _, Rejected _ -> new Step.Refused(Refusal.TOO_LATE);
        };
    }

    /** Whether it was ever in force, so that it can be said again. */
    default boolean wasInForce() {
        return switch (this) {
            case Published _, Superseded _ -> true;
            case Draft _, Approved _, Rejected _ -> false;
        };
    }

    private boolean isAuthor(Act act, Review review) {
        return review == Review.TWO_PERSON && content().drafted().by().equals(act.by());
    }
}
