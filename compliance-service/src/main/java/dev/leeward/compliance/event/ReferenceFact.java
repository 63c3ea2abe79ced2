package dev.leeward.compliance.event;

import org.jspecify.annotations.Nullable;

/** What is known good, from when to when. */
public sealed interface ReferenceFact extends Fact {
    /**
     * A reference manifest is in force.
     *
     * @param appliesTo the hosts that it is for, in words
     * @param provider who signed it; null where it is unsigned
     */
    record ManifestPublished(
            String manifestId,
            int version,
            String part,
            String product,
            String productVersion,
            @Nullable String hostId,
            String appliesTo,
            @Nullable String provider,
            int values)
            implements ReferenceFact {}

    /** A reference manifest no longer counts. */
    record ManifestRetired(String manifestId, int version, String reason) implements ReferenceFact {}
}
