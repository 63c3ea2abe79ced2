package dev.leeward.migration.volume;

import dev.leeward.migration.host.SiteId;
import java.util.Collection;

/** Where data lies. */
public sealed interface Volume {
    VolumeId id();

    long sizeGiB();

    /** Bytes that must cross the link before a workload can use the volume at {@code site}. */
    long bytesToCopy(SiteId site);

    /** Readable and writable at both sites at once. */
    record Distributed(VolumeId id, long sizeGiB) implements Volume {
        public Distributed {
            checkSize(id, sizeGiB);
        }

        @Override
        public long bytesToCopy(SiteId site) {
            return 0;
        }
    }

    /** At one site only; every host of that site reaches it. */
    record Local(VolumeId id, long sizeGiB, SiteId site) implements Volume {
        public Local {
            checkSize(id, sizeGiB);
        }

        @Override
        public long bytesToCopy(SiteId destination) {
            return site.equals(destination) ? 0 : Math.multiplyExact(sizeGiB, 1L << 30);
        }
    }

    /** Sum over the volumes of one workload. */
    static long bytesToCopy(Collection<Volume> volumes, SiteId site) {
        return volumes.stream().mapToLong(v -> v.bytesToCopy(site)).sum();
    }

    private static void checkSize(VolumeId id, long sizeGiB) {
        if (sizeGiB < 0) {
            throw new IllegalArgumentException("volume " + id + " must not have a negative size: " + sizeGiB);
        }
    }
}
