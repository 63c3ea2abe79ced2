package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where verified evidence is kept. */
public interface EvidenceStore {

    /** Keeps evidence that answered a challenge, with the key that it was verified with. */
    void add(
            HostId host,
            UUID challenge,
            AttestationKey key,
            Evidence evidence,
            Submission submission,
            Instant receivedAt);

    /** Keeps evidence that a manager vouches for. */
    void addVouched(HostId host, Evidence evidence, Instant receivedAt);

    /** Evidence that was verified when it came. */
    Optional<Evidence> find(UUID id);

    /** Evidence of a host, the newest first; only before this id where one is given. */
    List<KeptEvidence> kept(HostId host, @Nullable UUID before, int limit);

    /** Evidence of a host, as it came. */
    Optional<KeptEvidence.Whole> whole(HostId host, UUID id);

    /** What many pieces of evidence claim; their event logs are read one by one, where they are asked for. */
    Map<UUID, Claims> claims(Collection<UUID> ids);

    /** Forgets evidence that came before a time and that no result rests on; returns how many. */
    long prune(Instant before);
}
