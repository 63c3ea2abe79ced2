package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.Bytes;

/**
 * The attestation key that a host is known by.
 *
 * @param name its TPM name
 * @param binding what ties it to the host
 */
public record PinnedKey(Bytes name, Binding binding) {

    /** Whether pinning the other after this one would change nothing: a weaker claim never takes a stronger one's place. */
    public boolean covers(PinnedKey other) {
        return name.equals(other.name) && (other.binding instanceof Binding.Pinned || binding.equals(other.binding));
    }

    /** Whether the host itself may put the other in this one's place: the same key with proof, or the same TPM's. */
    public boolean yieldsTo(PinnedKey other) {
        boolean provesThisOne = name.equals(other.name) && binding instanceof Binding.Pinned;
        return provesThisOne || binding.provesTheSameTpmAs(other.binding);
    }
}
