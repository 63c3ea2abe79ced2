package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

/**
 * The transaction at hand, where several callers share it. It begins with reading and locking, at once, what any of them
 * asks for later. Whoever would wait for a lock for more than a moment fails instead, so that one that is locked does not
 * hold up the others.
 */
public interface SharedTransaction {

    /**
     * Begins with hosts that ask for challenges. It commits without waiting for the disk. A crash of the database may undo
     * it, which is for challenges that nobody has answered: an answer finds none then, and asks for another. Whatever is
     * answered is on disk, with all that came before.
     */
    void beginIssuing(Collection<HostId> hosts, Instant now);

    /** What a host answers a challenge with. */
    record Answering(HostId host, UUID challenge, Submission submission) {}

    /** Begins with answers to challenges. */
    void beginIntake(Collection<Answering> answers, Instant now);
}
