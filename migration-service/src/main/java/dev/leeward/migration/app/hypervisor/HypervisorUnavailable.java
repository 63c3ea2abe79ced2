package dev.leeward.migration.app.hypervisor;

/** The hypervisor did not answer; whether it did what was asked is unknown. */
public final class HypervisorUnavailable extends RuntimeException {
    public HypervisorUnavailable(String message) {
        super(message);
    }
}
