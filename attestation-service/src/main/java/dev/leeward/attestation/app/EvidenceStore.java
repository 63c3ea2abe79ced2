package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.evidence.VouchedBy;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where challenges and verified evidence are kept. */
public interface EvidenceStore {

    void add(Challenge challenge);

    /** A challenge of the host. */
    Optional<Challenge> find(HostId host, UUID challenge);

    /** The challenge, locked until the transaction ends. */
    Optional<Challenge> lockChallenge(UUID id);

    /** Reads many challenges at once, and locks them: those that {@link #lockChallenge} is asked for later on. */
    void lockChallenges(Collection<UUID> ids);

    /**
     * Commits this transaction without waiting for the disk. A crash of the database may undo it, which is for challenges
     * that nobody has answered: an answer finds none then, and asks for another. Whatever is answered is on disk, with all
     * that came before.
     */
    void losable();

    /**
     * From now on in this transaction whoever would wait for a lock for more than a moment fails instead: for many that are
     * done together, so that one that is locked does not hold up the others.
     */
    void impatient();

    void markAnswered(UUID challenge, Instant at);

    /** Challenges of the host that can still be answered. */
    long open(HostId host, Instant now);

    void add(HostId host, UUID challenge, Evidence evidence, Submission submission, Instant receivedAt);

    /** Keeps evidence that a manager vouches for. */
    void addVouched(HostId host, VouchedBy manager, Evidence evidence, Instant receivedAt);

    /** Evidence that was verified when it came. */
    Optional<Evidence> find(UUID id);

    /** Evidence of a host, the newest first; only before this id where one is given. */
    List<KeptEvidence> kept(HostId host, @Nullable UUID before, int limit);

    /** Evidence of a host, as it came. */
    Optional<KeptEvidence.Whole> whole(HostId host, UUID id);

    /** What many pieces of evidence claim; their event logs are read one by one, where they are asked for. */
    Map<UUID, Claims> claims(Collection<UUID> ids);

    /** Forgets challenges that ended before the first time, and evidence older than the second that no result rests on. */
    long prune(Instant challengesBefore, Instant evidenceBefore);
}
