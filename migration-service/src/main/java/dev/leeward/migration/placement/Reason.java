package dev.leeward.migration.placement;

import dev.leeward.migration.host.Names;

/**
 * Why a placement did not change.
 *
 * @param code machine-readable, in kebab case
 * @param detail one sentence with subject, figure and remedy
 */
public record Reason(String code, String detail) {
    public Reason {
        Names.check("reason code", code);
    }
}
