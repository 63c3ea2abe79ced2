package dev.leeward.attestation.app;

import dev.leeward.attestation.enrolment.EndorsementRoot;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where endorsement roots are kept. */
public interface EndorsementRootStore {

    /** Every root that counts, of whatever tenant. */
    List<EndorsementRoot> inForce();

    Optional<EndorsementRoot> find(UUID id);

    /** The root, locked until the transaction ends. */
    Optional<EndorsementRoot> lock(UUID id);

    /** The root in force that a tenant (null for the provider) has of a certificate; also takes the one turn to add roots. */
    Optional<EndorsementRoot> find(@Nullable String tenant, byte[] certificate);

    /**
     * Roots in the order in which they were added, retired ones included.
     *
     * @param tenant only of this tenant; null for all
     */
    List<EndorsementRoot> page(@Nullable String tenant, @Nullable UUID after, int limit);

    void save(EndorsementRoot root);
}
