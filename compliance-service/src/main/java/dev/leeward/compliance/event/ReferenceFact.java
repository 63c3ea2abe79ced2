package dev.leeward.compliance.event;

import dev.leeward.compliance.reference.Measurement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known good, from when to when. */
public sealed interface ReferenceFact extends Fact {
    /** The manifest spoken of. */
    String manifestId();

    /** Its version. */
    int version();

    /**
     * A reference manifest is in force.
     *
     * @param appliesTo the hosts that it is for, in words
     * @param provider who signed it; null where it is unsigned, as are key and time
     * @param values known-good measurements in the order of extension
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
            @Nullable String keyId,
            @Nullable Instant signedAt,
            List<Measurement> values)
            implements ReferenceFact {
        public ManifestPublished {
            values = List.copyOf(values);
        }
    }

    /** A reference manifest no longer counts. */
    record ManifestRetired(String manifestId, int version, String reason) implements ReferenceFact {}
}
