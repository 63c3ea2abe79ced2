package dev.leeward.policy.app;

import dev.leeward.policy.emergency.Emergency;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Emergencies under which glass was broken. */
public interface EmergencyStore {
    /** The emergency of a person under a ticket; others who ask about it wait until the transaction ends. */
    Optional<Emergency> claim(String principal, String ticket);

    /** An emergency; locked until the transaction ends. */
    Optional<Emergency> claim(UUID id);

    /** Keeps a new emergency, or the new state of one. */
    void save(Emergency emergency);

    /** An emergency. */
    Optional<Emergency> find(UUID id);

    /** Emergencies in a state, or all where null; the newest first, before that one where given. */
    List<Emergency> list(Emergency.@Nullable State state, Instant now, @Nullable UUID before, int limit);
}
