package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Appraiser;
import dev.leeward.attestation.appraisal.Assurance;
import dev.leeward.attestation.appraisal.HostTrust.Decision;
import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.evidence.TpmReport;
import dev.leeward.attestation.evidence.VouchedBy;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what a manager such as a vCenter says of its hosts: configuration facts, and what their TPMs hold. The latter
 * is appraised as a quote is, expires as a quote's result does, and has the assurance VOUCHED. A host whose attestation
 * key is pinned speaks for itself; the manager's word on its TPM is then left aside.
 */
@ApplicationScoped
public class VouchedIntake {

    /** What became of it. */
    public sealed interface Outcome {
        /** The host is not known, or another source lists it. */
        record NotItsHost() implements Outcome {}

        /** The facts were taken in; there was nothing to appraise. */
        record Observed() implements Outcome {}

        /** The facts were taken in, and the TPM report was appraised. */
        record Appraised(TrustReport report) implements Outcome {}

        /** The facts were taken in; the TPM report was refused, and the former verdict stays. */
        record Rejected(Rejection rejection) implements Outcome {}
    }

    private final HostStore hosts;
    private final EvidenceStore store;
    private final VouchedRefusals refusals;
    private final ManifestStore manifests;
    private final Appraiser appraiser;
    private final Ledger ledger;
    private final Turns turns;
    private final Ids ids;
    private final Clock clock;
    private final Settings settings;

    VouchedIntake(
            HostStore hosts,
            EvidenceStore store,
            VouchedRefusals refusals,
            ManifestStore manifests,
            Appraiser appraiser,
            Ledger ledger,
            Turns turns,
            Ids ids,
            Clock clock,
            Settings settings) {
        this.hosts = hosts;
        this.store = store;
        this.refusals = refusals;
        this.manifests = manifests;
        this.appraiser = appraiser;
        this.ledger = ledger;
        this.turns = turns;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    /** The time at which a manager is asked: results count from here. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether a manager's word on a TPM counts at all; where it does not, nobody needs to ask for it. */
    public boolean accepted() {
        return settings.minimumAssurance().compareTo(Assurance.VOUCHED) <= 0;
    }

    /**
     * Takes in what a manager said about one of its hosts.
     *
     * @param facts all configuration facts that it knows, keys as in {@link ManagedFacts}
     * @param report what the TPM holds; null where the manager could not say
     * @param askedAt when it was asked
     */
    @Transactional
    public Outcome take(
            SourceId manager, HostId id, Map<String, String> facts, @Nullable TpmReport report, Instant askedAt) {
        Optional<HostRecord> found = hosts.lock(id)
                .filter(HostRecord::present)
                .filter(host -> host.description().source().equals(manager));
        if (found.isEmpty()) {
            return new Outcome.NotItsHost();
        }
        HostRecord host = observe(found.get(), facts, askedAt);
        if (host.enrolled()) {
            refusals.forget(id);
        }
        if (report == null || host.enrolled() || !accepted()) {
            hosts.save(host);
            return new Outcome.Observed();
        }
        VouchedBy voucher = new VouchedBy(manager.value());
        return switch (report.toEvidence(ids.next(), askedAt, voucher, facts)) {
            case TpmReport.Outcome.Refused(var rejection) -> reject(host, rejection);
            case TpmReport.Outcome.Complete(var evidence) -> appraise(host, evidence);
        };
    }

    private Outcome appraise(HostRecord host, Evidence evidence) {
        Instant now = clock.instant();
        return switch (host.trust()
                .attest(
                        evidence,
                        appraiser.appraise(host.description(), evidence.claims(), manifests.inForce()),
                        settings.trustLifetime())) {
            case Decision.Accepted(var event) -> {
                refusals.forget(host.id());
                store.addVouched(host.id(), evidence, now);
                HostRecord appraised = ledger.happen(ledger.say(host, new HostFact.Measured(evidence)), event);
                hosts.save(appraised);
                turns.attested(appraised, evidence.measuredAt());
                yield new Outcome.Appraised(appraised.report(now));
            }
            case Decision.Refused(var rejection) -> reject(host, rejection);
            case Decision.Unchanged(), Decision.KeyIsPinned _ -> {
                hosts.save(host);
                yield new Outcome.Observed();
            }
        };
    }

    private HostRecord observe(HostRecord host, Map<String, String> facts, Instant askedAt) {
        Map<String, String> all = new HashMap<>(host.enrolled() ? ManagedFacts.without(host.facts()) : Map.of());
        all.putAll(host.enrolled() ? ManagedFacts.only(facts) : facts);
        return all.equals(host.facts())
                ? host
                : ledger.say(host.withFacts(all), new HostFact.ConfigurationObserved(all, askedAt));
    }

    /** The same refusal as before is not said again. */
    private Outcome reject(HostRecord host, Rejection rejection) {
        hosts.save(
                refusals.note(host.id(), rejection)
                        ? ledger.say(host, new HostFact.EvidenceRejected(null, rejection))
                        : host);
        turns.refused(host, rejection);
        return new Outcome.Rejected(rejection);
    }
}
