package dev.leeward.policy.app;

import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.SetScope;

/** Whose signatures over policy documents count. */
public interface PolicySigners {
    /** What the header {@code typ} must say, so that nothing else that a key signed passes for policies. */
    String TYPE = "leeward-policies+jws";

    /** What came of opening. */
    sealed interface Opened {
        /** A signer signed this, for this scope. */
        record Document(String document, DocumentSignature signature) implements Opened {}

        /** Nobody did whose signature counts; a sentence says why. */
        record Refused(String reason) implements Opened {}
    }

    /** Checks who signed a document for a scope, and opens it. Nothing unsigned comes out. */
    Opened open(SetScope scope, String jws);
}
