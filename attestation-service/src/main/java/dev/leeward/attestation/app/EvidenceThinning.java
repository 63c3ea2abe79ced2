package dev.leeward.attestation.app;

import dev.leeward.attestation.app.MarkedEvidence.Keep;
import dev.leeward.attestation.app.MarkedEvidence.Thinned;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the evidence that auditors ask for and not the masses between: what changed the trust in a host, or answered a demand,
 * stays for the evidence retention; what only renewed a verdict goes soon, but for the newest of each host.
 */
@ApplicationScoped
public class EvidenceThinning {

    /** Pieces of evidence that one transaction looks at. */
    public static final int BATCH = 2_000;

    private final MarkedEvidence marked;
    private final Clock clock;
    private final Settings settings;

    EvidenceThinning(MarkedEvidence marked, Clock clock, Settings settings) {
        this.marked = marked;
        this.clock = clock;
        this.settings = settings;
    }

    /** Thins the next part, after the given evidence, or from the oldest. */
    @Transactional
    public Thinned next(@Nullable UUID after) {
        Instant now = clock.instant();
        return marked.thin(
                after,
                BATCH,
                new Keep(
                        settings.renewalsKept(),
                        now.minus(settings.renewalRetention()),
                        now.minus(settings.evidenceRetention())));
    }

    /** Forgets marks on evidence that is not kept any more; returns how many. */
    @Transactional
    public int prune() {
        return marked.forget(clock.instant().minus(settings.evidenceRetention()));
    }
}
