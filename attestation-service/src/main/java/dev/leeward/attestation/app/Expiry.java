package dev.leeward.attestation.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Notices that results have expired, once each; forgets what is no longer needed. */
@ApplicationScoped
public class Expiry {

    /** Hosts in one transaction. */
    public static final int BATCH = 200;

    private static final Duration CHALLENGE_MEMORY = Duration.ofHours(1);

    private final HostStore hosts;
    private final ChallengeStore challenges;
    private final EvidenceStore evidence;
    private final EnrolmentStore enrolments;
    private final DemandStore demands;
    private final Ledger ledger;
    private final Clock clock;
    private final Settings settings;

    Expiry(
            HostStore hosts,
            ChallengeStore challenges,
            EvidenceStore evidence,
            EnrolmentStore enrolments,
            DemandStore demands,
            Ledger ledger,
            Clock clock,
            Settings settings) {
        this.hosts = hosts;
        this.challenges = challenges;
        this.evidence = evidence;
        this.enrolments = enrolments;
        this.demands = demands;
        this.ledger = ledger;
        this.clock = clock;
        this.settings = settings;
    }

    /** Turns the next expired results stale; returns how many. */
    @Transactional
    public int next() {
        Instant now = clock.instant();
        List<HostRecord> batch = hosts.lockExpired(now, BATCH);
        for (HostRecord host : batch) {
            host.trust().expire(now).ifPresent(event -> hosts.save(ledger.happen(host, event)));
        }
        return batch.size();
    }

    /** Forgets old challenges, enrolments, demands and evidence; returns how many. */
    @Transactional
    public long prune() {
        Instant now = clock.instant();
        return enrolments.prune(now.minus(CHALLENGE_MEMORY))
                + demands.prune(now.minus(settings.evidenceRetention()))
                + challenges.prune(now.minus(CHALLENGE_MEMORY))
                + evidence.prune(now.minus(settings.evidenceRetention()));
    }
}
