package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Demand;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Has hosts attest now, on somebody's demand. An agent that waits is handed a challenge by the next sweep; a manager that
 * vouches for a host is asked at once. Each demand is kept with who made it.
 */
@ApplicationScoped
public class AttestationDemands {

    /** The outcome of a demand for one host. */
    public sealed interface Outcome {
        /** The host is asked, now or since an earlier demand that is still pending. */
        record Demanded(Demand demand) implements Outcome {}

        /** This host cannot be asked. */
        record Refused(Rejection rejection) implements Outcome {}
    }

    private static final Logger LOG = Logger.getLogger(AttestationDemands.class);

    private final HostStore hosts;
    private final TurnStore turns;
    private final Turns keeper;
    private final DemandStore demands;
    private final SourceStore sources;
    private final VouchedIntake vouched;
    private final Challenges challenges;
    private final Ids ids;
    private final Clock clock;
    private final Settings settings;

    AttestationDemands(
            HostStore hosts,
            TurnStore turns,
            Turns keeper,
            DemandStore demands,
            SourceStore sources,
            VouchedIntake vouched,
            Challenges challenges,
            Ids ids,
            Clock clock,
            Settings settings) {
        this.hosts = hosts;
        this.turns = turns;
        this.keeper = keeper;
        this.demands = demands;
        this.sources = sources;
        this.vouched = vouched;
        this.challenges = challenges;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Demands an attestation of a host.
     *
     * @param actor who demands it, for the record
     */
    @Transactional
    public Outcome demand(HostId id, String actor) {
        return hosts.lock(id)
                .filter(HostRecord::present)
                .map(host -> demand(host, actor))
                .orElseGet(() -> new Outcome.Refused(EvidenceIntake.unknown(id)));
    }

    private Outcome demand(HostRecord host, String actor) {
        Optional<Rejection> refusal = refusal(host);
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        Instant now = now();
        return new Outcome.Demanded(demands.pending(host.id(), now).orElseGet(() -> ask(host, actor, now)));
    }

    private Optional<Rejection> refusal(HostRecord host) {
        if (!host.managed() || host.enrolled()) {
            return challenges.refusal(host);
        }
        return vouched.accepted()
                ? Optional.empty()
                : Optional.of(new Rejection(
                        Code.HOST_NOT_ENROLLED,
                        "No attestation key is pinned for host " + host.id()
                                + ", and the word of its manager does not count here."));
    }

    private Demand ask(HostRecord host, String actor, Instant now) {
        Demand demand = new Demand(
                ids.next(), host.id(), actor, now, now.plus(settings.schedule().demandLifetime()), null, null);
        demands.save(demand);
        if (host.enrolled()) {
            turns.save(keeper.of(host.id()).demanded(now));
        } else {
            sources.askNow(host.description().source(), now);
        }
        LOG.infof("attestation-demanded host=%s actor=%s demand=%s", host.id(), actor, demand.id());
        return demand;
    }

    /** A demand for a host. */
    @Transactional
    public Optional<Demand> find(HostId host, UUID id) {
        return demands.find(id).filter(demand -> demand.host().equals(host));
    }

    /** The time for which the status of demands is asked. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
