package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Attestation;
import dev.leeward.attestation.appraisal.HostTrust;
import dev.leeward.attestation.appraisal.TrustEvent;
import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.evidence.AttestationKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Numbers what is said about a host: one after the other, none left out, in the transaction that locked its row. */
@ApplicationScoped
class Ledger {

    private final Announcements announcements;
    private final ManifestStore manifests;
    private final AttestationResults results;
    private final MarkedEvidence marked;
    private final Clock clock;

    Ledger(
            Announcements announcements,
            ManifestStore manifests,
            AttestationResults results,
            MarkedEvidence marked,
            Clock clock) {
        this.announcements = announcements;
        this.manifests = manifests;
        this.results = results;
        this.marked = marked;
        this.clock = clock;
    }

    /** Says a fact under the host's next number. */
    HostRecord say(HostRecord host, HostFact fact) {
        HostRecord next = host.withSequence(host.sequence() + 1);
        announcements.say(next, fact);
        return next;
    }

    /** Says that the host's pinned key no longer counts, and forgets it; says nothing where none is pinned. */
    HostRecord withdrawKey(HostRecord host, String reason) {
        AttestationKey key = host.key();
        return key == null
                ? host
                : say(host, new HostFact.EnrolmentWithdrawn(key, reason)).withoutKey();
    }

    /** Lets an event happen to the trust in a host, and says so. The evidence with which it changes is kept. */
    HostRecord happen(HostRecord host, TrustEvent event) {
        HostTrust changed = host.trust().apply(event);
        if (!saysTheSame(host.trust(), changed)) {
            changed.result().ifPresent(result -> marked.mark(result.evidenceId(), clock.instant()));
        }
        return sayTrust(host.with(changed), host.trust().status());
    }

    /** As {@link #happen}, but says nothing where the verdict is the same as before under other references. */
    HostRecord reappraise(HostRecord host, TrustEvent event) {
        HostTrust changed = host.trust().apply(event);
        return saysTheSame(host.trust(), changed) ? host.with(changed) : happen(host, event);
    }

    private static boolean saysTheSame(HostTrust former, HostTrust changed) {
        return changed.getClass() == former.getClass()
                && changed.result()
                        .map(Attestation::verdict)
                        .flatMap(verdict ->
                                former.result().map(result -> result.verdict().saysTheSameAs(verdict)))
                        .orElse(false);
    }

    /** Says the trust in a host as it is now. */
    HostRecord sayTrust(HostRecord host, TrustStatus before) {
        String references = host.trust()
                .result()
                .map(result -> result.verdict().referenceDigest())
                .orElseGet(() -> manifests.inForce().digest());
        Instant now = clock.instant();
        TrustReport report = host.report(now);
        String result = results.issue(host.id(), report, references, host.sequence() + 1, now);
        return say(host, new HostFact.TrustChanged(report, before, references, result));
    }
}
