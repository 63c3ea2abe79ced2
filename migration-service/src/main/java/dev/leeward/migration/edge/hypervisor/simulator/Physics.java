package dev.leeward.migration.edge.hypervisor.simulator;

import java.time.Duration;

/** How long things take. */
final class Physics {
    /** A link within a site: 10 Gbit/s, no latency to speak of. */
    static final Link WITHIN_SITE = new Link(0, 10_000);

    private static final long MIB = 1L << 20;
    /** Share of the memory that is still dirty when a live migration stops the workload. */
    private static final long DIRTY_SHARE = 64;

    private static final long RESUME_MILLIS = 5;

    private final SimulatorConfig config;

    Physics(SimulatorConfig config) {
        this.config = config;
    }

    record Link(long latencyMillis, long mbitPerSecond) {
        /** Milliseconds that {@code bytes} take on this link. */
        long millisFor(long bytes) {
            return latencyMillis + bytes * 8 / 1000 / Math.max(1, mbitPerSecond);
        }
    }

    /** The plan of one operation, in milliseconds. */
    record Times(long prepare, long storage, long memory, long switchOver, long downtime) {}

    /** A live move copies memory while the workload runs, so it stands still for the last dirty pages only. */
    Times live(Link link, long memoryMiB, long storageBytes) {
        long memory = Math.max(config.copyAtLeast().toMillis(), faster(link.millisFor(memoryMiB * MIB)));
        long downtime = RESUME_MILLIS + 2 * link.latencyMillis() + link.millisFor(memoryMiB * MIB / DIRTY_SHARE);
        return times(storageTime(link, storageBytes), memory, downtime);
    }

    /** A cold move stands still from the stop to the start. */
    Times cold(Link link, long storageBytes) {
        long storage = Math.max(config.copyAtLeast().toMillis(), storageTime(link, storageBytes));
        return times(storage, 0, storage + config.switchOver().toMillis());
    }

    /** A recovery, or a test copy, starts from what is at the destination already. */
    Times start() {
        return times(config.copyAtLeast().toMillis(), 0, 0);
    }

    private Times times(long storage, long memory, long downtime) {
        long switchOver = config.switchOver()
                .plus(Duration.ofMillis(memory > 0 ? downtime : 0))
                .toMillis();
        return new Times(config.prepare().toMillis(), storage, memory, switchOver, downtime);
    }

    private long storageTime(Link link, long bytes) {
        return bytes == 0 ? 0 : faster(link.millisFor(bytes));
    }

    private long faster(long millis) {
        return (long) (millis / config.speed());
    }
}
