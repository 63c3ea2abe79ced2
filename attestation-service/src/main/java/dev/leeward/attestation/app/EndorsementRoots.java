package dev.leeward.attestation.app;

import dev.leeward.attestation.enrolment.EndorsementRoot;
import dev.leeward.attestation.enrolment.Refusal;
import dev.leeward.attestation.enrolment.RootKeeper;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Manages whose endorsements of TPMs count. What was enrolled under a root stays enrolled when it is retired. */
@ApplicationScoped
public class EndorsementRoots {

    /** The outcome of adding, retiring or of a revocation list. */
    public sealed interface Outcome {
        /** Done, now or before. */
        record Done(EndorsementRoot root, boolean changed) implements Outcome {}

        /** It cannot be done. */
        record Refused(Refusal refusal) implements Outcome {}

        /** There is none with this id. */
        record Unknown() implements Outcome {}
    }

    private final EndorsementRootStore store;
    private final RootKeeper keeper;
    private final Ids ids;
    private final Clock clock;

    EndorsementRoots(EndorsementRootStore store, RootKeeper keeper, Ids ids, Clock clock) {
        this.store = store;
        this.keeper = keeper;
        this.ids = ids;
        this.clock = clock;
    }

    /** Puts a root in force for a tenant (null for the provider), once. */
    @Transactional
    public Outcome add(@Nullable String tenant, String vendor, Bytes certificate) {
        return switch (keeper.candidate(certificate, clock.instant())) {
            case RootKeeper.Candidate.Refused(var refusal) -> new Outcome.Refused(refusal);
            case RootKeeper.Candidate.Usable(var usable) ->
                store.find(tenant, encoded(usable))
                        .<Outcome>map(known -> new Outcome.Done(known, false))
                        .orElseGet(() -> {
                            EndorsementRoot root =
                                    new EndorsementRoot(ids.next(), tenant, vendor, usable, List.of(), now(), null);
                            store.save(root);
                            return new Outcome.Done(root, true);
                        });
        };
    }

    /** Takes a root out of force. */
    @Transactional
    public Outcome retire(UUID id, Predicate<EndorsementRoot> visible) {
        Optional<EndorsementRoot> known = store.lock(id).filter(visible);
        if (known.isEmpty()) {
            return new Outcome.Unknown();
        }
        if (!known.get().inForce()) {
            return new Outcome.Done(known.get(), false);
        }
        EndorsementRoot retired = known.get().retired(now());
        store.save(retired);
        return new Outcome.Done(retired, true);
    }

    /** Gives a root a revocation list of its own, or of an intermediate below it that is sent along. */
    @Transactional
    public Outcome revoke(UUID id, Bytes list, List<Bytes> intermediates, Predicate<EndorsementRoot> visible) {
        Optional<EndorsementRoot> known = store.lock(id).filter(visible);
        if (known.isEmpty()) {
            return new Outcome.Unknown();
        }
        return switch (keeper.accept(known.get(), list, intermediates, clock.instant())) {
            case RootKeeper.Outcome.Refused(var refusal) -> new Outcome.Refused(refusal);
            case RootKeeper.Outcome.Accepted(var root) -> {
                store.save(root);
                yield new Outcome.Done(root, true);
            }
        };
    }

    public Optional<EndorsementRoot> find(UUID id) {
        return store.find(id);
    }

    /** Roots in the order in which they were added, retired ones included; of a tenant, or (null) all. */
    public List<EndorsementRoot> page(@Nullable String tenant, @Nullable UUID after, int limit) {
        return store.page(tenant, after, limit);
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
