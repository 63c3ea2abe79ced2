package dev.leeward.policy.app;

import dev.leeward.policy.placement.Signature;
import org.jspecify.annotations.Nullable;

/** The keys that attestation results have to be signed with. */
public interface ResultKeys {
    /** Whether there are any; without them no signature is asked for. */
    boolean inForce();

    /** Checks a result, a JWT; null where there is none. */
    Signature check(@Nullable String result);
}
