package dev.leeward.migration.migration;

/** What the switch-over cost: how long the workload stood still, and the bytes of storage that crossed the link. */
public record Measured(long downtimeMillis, long bytesCopied) {
    public Measured {
        if (downtimeMillis < 0 || bytesCopied < 0) {
            throw new IllegalArgumentException(
                    "downtime " + downtimeMillis + " and bytes " + bytesCopied + " must not be negative");
        }
    }
}
