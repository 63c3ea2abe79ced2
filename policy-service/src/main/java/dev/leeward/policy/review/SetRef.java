package dev.leeward.policy.review;

/**
 * A version of a policy set, by name.
 *
 * @param scope {@code provider} or {@code tenant:<id>}
 * @param digest SHA-256 of its document, lower-case hexadecimal
 */
public record SetRef(String scope, int version, String digest) {
    /** The name of a version. */
    public static SetRef of(SetVersion.Content content) {
        return new SetRef(content.scope().toString(), content.number(), content.digest());
    }
}
