package dev.leeward.migration.volume;

import dev.leeward.migration.host.Names;

/** A volume that workloads keep their data on. */
public record VolumeId(String value) {
    public VolumeId {
        Names.check("volume", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
