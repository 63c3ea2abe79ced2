package dev.leeward.policy.simulation;

import dev.leeward.policy.policy.Effect;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision that would have been another.
 *
 * @param tenant whom the decision belongs to; null for the provider
 */
public record Change(
        UUID decision,
        @Nullable String tenant,
        String workload,
        Effect before,
        Effect after,
        String reasonBefore,
        String reasonAfter) {}
