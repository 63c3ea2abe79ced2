package dev.leeward.compliance.host;

import org.jspecify.annotations.Nullable;

/**
 * The appraisal of one part of a host.
 *
 * @param reason why, in a sentence that an administrator can act on; empty where trusted
 * @param manifest the reference manifest that matched or was compared with; null where none applies
 * @param manifestVersion its version; null where none applies, or where the event does not say
 */
public record PartTrust(
        TrustStatus status,
        String reason,
        @Nullable String manifest,
        @Nullable Integer manifestVersion) {
    /** A part of which nothing is known. */
    public static final PartTrust NEVER_APPRAISED = new PartTrust(TrustStatus.UNKNOWN, "never appraised", null, null);
}
