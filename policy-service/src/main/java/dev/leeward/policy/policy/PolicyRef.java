package dev.leeward.policy.policy;

import dev.leeward.policy.placement.Identifier;

/** A version of a policy. */
public record PolicyRef(String id, int version) implements Comparable<PolicyRef> {
    /** Checks the id and the version. */
    public PolicyRef {
        Identifier.checked("policy", id);
        if (version < 1) {
            throw new IllegalArgumentException(
                    "version of policy %s must be 1 or more, but is %d".formatted(id, version));
        }
    }

    @Override
    public int compareTo(PolicyRef other) {
        int byId = id.compareTo(other.id);
        return byId != 0 ? byId : Integer.compare(version, other.version);
    }
}
