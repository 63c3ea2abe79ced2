package dev.leeward.attestation.evidence;

import dev.leeward.attestation.evidence.Rejection.Code;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;
import java.util.UUID;

/** Tells genuine, fresh and complete evidence from everything else. Whether it is good is for the appraisal to say. */
public final class EvidenceVerifier {

    /** The outcome: evidence, or why it is none. */
    public sealed interface Outcome {
        /** Genuine, fresh and complete. */
        record Genuine(Evidence evidence) implements Outcome {}

        /** Refused. */
        record Refused(Rejection rejection) implements Outcome {}
    }

    private final Provider signatures;

    /** Checks signatures with the given provider of the Java Cryptography Architecture. */
    public EvidenceVerifier(Provider signatures) {
        this.signatures = signatures;
    }

    /**
     * Verifies a submission as the answer to a challenge. Signature first: nothing unsigned is parsed as a quote. Then
     * the nonce, the signed selection, the digest over the PCRs, and last the replay of the event log.
     */
    public Outcome verify(UUID id, AttestationKey key, Challenge challenge, Submission submission) {
        Quote quote;
        try {
            QuoteSignature signature = QuoteSignature.parse(submission.signature(), key.scheme());
            if (submission.quote().length() > Quote.MAX_LENGTH) {
                return refused(
                        Code.MALFORMED_QUOTE,
                        "The quote has " + submission.quote().length() + " bytes.");
            }
            if (!isSigned(key, submission.quote(), signature)) {
                return refused(
                        Code.QUOTE_SIGNATURE_INVALID,
                        "The quote is not signed by the pinned attestation key " + key.name() + ".");
            }
            quote = Quote.parse(submission.quote());
        } catch (Malformed e) {
            return refused(Code.MALFORMED_QUOTE, "The quote cannot be read: " + e.getMessage() + ".");
        }
        Optional<Rejection> mismatch = mismatch(quote, challenge, submission.pcrs());
        if (mismatch.isPresent()) {
            return new Outcome.Refused(mismatch.get());
        }
        EventLog log;
        try {
            log = EventLog.parse(submission.eventLog());
        } catch (Malformed e) {
            return refused(Code.MALFORMED_EVENT_LOG, "The event log cannot be read: " + e.getMessage() + ".");
        }
        return log.contradicts(submission.pcrs())
                .map(words -> refused(Code.EVENT_LOG_MISMATCH, "Replayed, " + words + "."))
                .orElseGet(() -> new Outcome.Genuine(
                        new Evidence(id, challenge.issuedAt(), quote, submission.pcrs(), log, submission.facts())));
    }

    private static Optional<Rejection> mismatch(Quote quote, Challenge challenge, PcrValues pcrs) {
        if (!quote.extraData().equals(challenge.nonce())) {
            return Optional.of(new Rejection(
                    Code.NONCE_MISMATCH, "The quote does not carry the nonce of challenge " + challenge.id() + "."));
        }
        if (!quote.selection().equals(challenge.selection())) {
            return Optional.of(new Rejection(
                    Code.PCR_SELECTION_MISMATCH,
                    "The quote covers " + quote.selection() + ", the challenge asks for " + challenge.selection()
                            + "."));
        }
        if (!pcrs.areExactly(quote.selection())) {
            return Optional.of(new Rejection(
                    Code.PCR_DIGEST_MISMATCH,
                    "PCRs " + pcrs.values().keySet() + " were sent, the quote covers " + quote.selection() + "."));
        }
        if (!pcrs.digest().equals(quote.pcrDigest())) {
            return Optional.of(new Rejection(
                    Code.PCR_DIGEST_MISMATCH, "The PCR values that were sent are not the ones that were quoted."));
        }
        return Optional.empty();
    }

    private boolean isSigned(AttestationKey key, Bytes message, QuoteSignature signature) {
        try {
            Signature check = Signature.getInstance(key.scheme().jcaName(), signatures);
            check.initVerify(key.numbers().key(signatures));
            check.update(message.toArray());
            return verifies(check, signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "provider " + signatures.getName() + " cannot check "
                            + key.scheme().jcaName(),
                    e);
        }
    }

    /** Providers say "no" to numbers out of range by an exception; both are a no. */
    private static boolean verifies(Signature check, QuoteSignature signature) {
        try {
            return check.verify(signature.value().toArray());
        } catch (SignatureException e) {
            return false;
        }
    }

    private static Outcome refused(Code code, String reason) {
        return new Outcome.Refused(new Rejection(code, reason));
    }
}
