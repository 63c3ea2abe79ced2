package dev.leeward.migration.migration;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.placement.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A destination that turned out to be impossible.
 *
 * @param decisionId the gate's decision; null where it was found out here
 */
public record Refusal(HostId host, @Nullable String decisionId, Reason reason) {}
