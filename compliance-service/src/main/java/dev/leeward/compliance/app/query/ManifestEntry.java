package dev.leeward.compliance.app.query;

import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.reference.Measurement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a reference manifest.
 *
 * @param part PLATFORM, VMM, HOST_UNIQUE or ASSET_TAG
 * @param appliesTo the hosts that it is for, in words
 * @param signature who signed it; null where it is unsigned
 * @param retirement when, by whom and why it went out of force; null where it did not
 * @param hosts how many hosts rest on the manifest now
 * @param proof the event that published it
 */
public record ManifestEntry(
        String id,
        int version,
        String part,
        String product,
        String productVersion,
        String appliesTo,
        @Nullable Signature signature,
        Instant publishedAt,
        String publishedBy,
        State state,
        @Nullable Retirement retirement,
        int hosts,
        Provenance proof) {

    /** Whether it counts. */
    public enum State {
        IN_FORCE,
        /** A newer version took its place. */
        SUPERSEDED,
        RETIRED
    }

    /** A reference provider's signature. */
    public record Signature(
            String provider, @Nullable String key, @Nullable Instant at) {}

    /** The end of a version. */
    public record Retirement(Instant at, String by, String reason) {}

    /** A version with what it lists, in the order of extension. */
    public record Whole(ManifestEntry manifest, List<Measurement> measurements) {
        public Whole {
            measurements = List.copyOf(measurements);
        }
    }
}
