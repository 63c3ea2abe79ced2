package dev.leeward.policy.placement;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine is somewhere that no decision allowed.
 *
 * @param from where it was before; null where it was not known
 * @param seenBy the manager that shows it
 * @param after when it was last seen otherwise: it happened since
 */
public record UndecidedMove(
        UUID id,
        SeenMachine machine,
        SeenMachine.Change change,
        @Nullable TenantId tenant,
        @Nullable HostId from,
        String seenBy,
        Instant after,
        Instant seenAt) {}
