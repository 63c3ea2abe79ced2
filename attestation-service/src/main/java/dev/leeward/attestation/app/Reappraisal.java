package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Appraiser;
import dev.leeward.attestation.appraisal.Attestation;
import dev.leeward.attestation.appraisal.Explanations;
import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.References;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appraises hosts again from their kept evidence when the references have changed. Each host remembers the references
 * that its result rests on, so that a crash half-way leaves nothing out. Quoted PCRs decide; an event log is read only
 * to say in words why a host is no longer trusted, and once for all hosts of a batch that measured the same.
 */
@ApplicationScoped
public class Reappraisal {

    /** Hosts in one transaction. */
    public static final int BATCH = 1000;

    /**
     * A part of the work.
     *
     * @param hosts how many were appraised
     * @param last the last of them, where the next batch goes on; empty where nothing is left
     */
    public record Batch(int hosts, Optional<HostId> last) {}

    private final HostStore hosts;
    private final EvidenceStore evidence;
    private final ManifestStore manifests;
    private final Appraiser appraiser;
    private final Ledger ledger;
    private final Clock clock;

    Reappraisal(
            HostStore hosts,
            EvidenceStore evidence,
            ManifestStore manifests,
            Appraiser appraiser,
            Ledger ledger,
            Clock clock) {
        this.hosts = hosts;
        this.evidence = evidence;
        this.manifests = manifests;
        this.appraiser = appraiser;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Appraises the next hosts, after the given one, whose results rest on other references than those in force. */
    @Transactional
    public Batch next(@Nullable HostId after) {
        References references = manifests.inForce();
        List<HostRecord> batch = hosts.lockAppraisedUnderOther(references.digest(), after, BATCH);
        appraise(batch, references);
        return new Batch(
                batch.size(),
                batch.size() < BATCH
                        ? Optional.empty()
                        : Optional.of(batch.getLast().id()));
    }

    /** Appraises hosts that have a result, and whose rows are locked, under the references in force. */
    void again(List<HostRecord> batch) {
        appraise(batch, manifests.inForce());
    }

    private void appraise(List<HostRecord> batch, References references) {
        Map<UUID, Claims> claims =
                evidence.claims(batch.stream().map(Reappraisal::evidenceOf).toList());
        Explanations explanations = new Explanations();
        List<HostId> unchanged = new ArrayList<>();
        for (HostRecord host : batch) {
            HostRecord appraised = appraise(host, claims, references, explanations);
            if (appraised.sequence() == host.sequence()) {
                unchanged.add(host.id());
            } else {
                hosts.save(appraised);
            }
        }
        hosts.noteReferences(unchanged, references.digest());
    }

    private HostRecord appraise(
            HostRecord host, Map<UUID, Claims> claims, References references, Explanations explanations) {
        UUID id = evidenceOf(host);
        Claims kept = claims.get(id);
        if (kept == null) {
            throw new IllegalStateException("evidence " + id + " of host " + host.id() + " is lost");
        }
        return host.trust()
                .reappraise(appraiser.appraise(host.description(), kept, references, explanations), clock.instant())
                .map(event -> ledger.reappraise(host, event))
                .orElse(host);
    }

    private static UUID evidenceOf(HostRecord host) {
        return host.trust()
                .result()
                .map(Attestation::evidenceId)
                .orElseThrow(() -> new IllegalStateException("host " + host.id() + " has no result"));
    }
}
