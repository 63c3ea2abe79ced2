package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Appraiser;
import dev.leeward.attestation.appraisal.Attestation;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.reference.References;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;

/**
 * Appraises hosts again from their kept evidence when the references have changed. Each host remembers the references
 * that its result rests on, so that a crash half-way leaves nothing out.
 */
@ApplicationScoped
public class Reappraisal {

    /** Hosts in one transaction. */
    public static final int BATCH = 200;

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

    /** Appraises the next hosts whose results rest on other references than those in force; returns how many. */
    @Transactional
    public int next() {
        References references = manifests.inForce();
        List<HostRecord> batch = hosts.lockAppraisedUnderOther(references.digest(), BATCH);
        for (HostRecord host : batch) {
            host.trust()
                    .result()
                    .map(this::evidenceOf)
                    .flatMap(kept -> host.trust().reappraise(appraiser.appraise(kept, references), clock.instant()))
                    .ifPresent(event -> hosts.save(ledger.reappraise(host, event)));
        }
        return batch.size();
    }

    private Evidence evidenceOf(Attestation result) {
        return evidence.find(result.evidenceId())
                .orElseThrow(() -> new IllegalStateException("evidence " + result.evidenceId() + " is lost"));
    }
}
