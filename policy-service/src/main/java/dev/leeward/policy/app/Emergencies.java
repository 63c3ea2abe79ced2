package dev.leeward.policy.app;

import dev.leeward.messaging.Ids;
import dev.leeward.policy.emergency.Emergency;
import dev.leeward.policy.emergency.Emergency.Use;
import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.PlacementRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps count of who breaks glass, and ends it. */
@ApplicationScoped
public class Emergencies {
    private static final Logger LOG = Logger.getLogger(Emergencies.class);

    private final EmergencyStore store;
    private final Announcer announcer;
    private final PolicyConfig config;
    private final Ids ids;
    private final Clock clock;

    Emergencies(EmergencyStore store, Announcer announcer, PolicyConfig config, Ids ids, Clock clock) {
        this.store = store;
        this.announcer = announcer;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** The emergency that a request belongs to, a new one where it is the first under its ticket; null where it breaks no glass. */
    @Nullable Emergency of(PlacementRequest request, Instant now) {
        BreakGlass breakGlass = request.breakGlass();
        if (breakGlass == null) {
            return null;
        }
        String principal = request.principal().id();
        return store.claim(principal, breakGlass.ticket())
                .orElseGet(() -> new Emergency(
                        ids.next(),
                        principal,
                        breakGlass.ticket(),
                        breakGlass.reason(),
                        now,
                        now.plus(config.breakGlassLifetime()),
                        null,
                        0,
                        null));
    }

    /** A decision overrode something. */
    void used(Emergency emergency, RecordedDecision by) {
        Emergency after = emergency.used(
                new Use(by.id(), by.request().workload().value(), by.facts().at()));
        store.save(after);
        announcer.brokeGlass(by, after);
        LOG.warnf(
                "break-glass.used emergency=%s principal=%s ticket=%s decision=%s uses=%d until=%s",
                after.id(), after.principal(), after.ticket(), by.id(), after.uses(), after.validUntil());
    }

    /** Ends an emergency; empty where there is none. Nothing that was decided under it is undone. */
    @Transactional
    public Optional<Emergency> close(UUID id, String by) {
        return store.claim(id).map(before -> {
            Emergency after = before.close(by, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            if (!after.equals(before)) {
                store.save(after);
                announcer.closed(after);
                LOG.infof("break-glass.closed emergency=%s by=%s uses=%d", id, by, after.uses());
            }
            return after;
        });
    }
}
