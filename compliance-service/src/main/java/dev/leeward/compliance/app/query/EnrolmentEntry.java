package dev.leeward.compliance.app.query;

import dev.leeward.compliance.evidence.Provenance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which attestation key speaks for a host, and which TPM holds it.
 *
 * @param site the site that the host stands in; null where the inventory was not heard of
 * @param state who vouches for the key, or that it no longer counts
 * @param attestationKey TPM name of the key
 * @param replacedKey the key that was pinned before; null where none was
 * @param endorsementKey of the TPM; null where no TPM proved that it holds the key
 * @param manufacturer maker of the TPM; null where no certificate was sent, as is what follows of the TPM
 * @param endorsementRoot the root that its certificate chains to; null where it chains to none
 * @param endorsementVendor whose root that is; null where there is none
 * @param enrolledBy the agent, or the administrator, whose token it was
 * @param withdrawal when, by whom and why it ended; null where it did not
 * @param proof the event that says so
 */
public record EnrolmentEntry(
        String host,
        String name,
        @Nullable String site,
        State state,
        String attestationKey,
        String scheme,
        @Nullable String replacedKey,
        @Nullable String endorsementKey,
        @Nullable String manufacturer,
        @Nullable String model,
        @Nullable String version,
        @Nullable String certificateIssuer,
        @Nullable String certificateSerialNumber,
        @Nullable String endorsementRoot,
        @Nullable String endorsementVendor,
        Instant enrolledAt,
        String enrolledBy,
        @Nullable Withdrawal withdrawal,
        Provenance proof) {

    /** Who vouches for the key. */
    public enum State {
        /** A TPM proved that it holds the key, and an endorsement root vouches for the TPM. */
        ENDORSED,
        /** A TPM proved that it holds the key; nobody who is trusted vouches for the TPM. */
        PROVED,
        /** Nobody: the key came first, or from an administrator. */
        PINNED,
        /** It no longer counts. */
        WITHDRAWN
    }

    /** The end of an enrolment. */
    public record Withdrawal(Instant at, String by, String reason) {}
}
