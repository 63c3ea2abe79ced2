package dev.leeward.attestation.app;

import dev.leeward.attestation.enrolment.EnrolmentChallenge;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Where enrolments that were begun are kept. */
public interface EnrolmentStore {

    void add(EnrolmentChallenge challenge);

    /** The enrolment, locked until the transaction ends. */
    Optional<EnrolmentChallenge> lock(UUID id);

    void markAnswered(UUID id, Instant at);

    /** Enrolments of the host that can still be finished. */
    long open(HostId host, Instant now);

    /** Forgets enrolments that ended before the time. */
    long prune(Instant before);
}
