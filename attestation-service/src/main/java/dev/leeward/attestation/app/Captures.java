package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Attestation;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.LoggedEvent;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.AppliesTo;
import dev.leeward.attestation.reference.AssetTag;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a host measured from its newest evidence. The quote bears out every digest that comes from here; that the
 * host is a good one is for whoever publishes them to know.
 */
@ApplicationScoped
public class Captures {

    /**
     * What a host measured last.
     *
     * @param host the host
     * @param result the result for which it did
     * @param quoted the PCRs that it quoted
     * @param values all measurements into those, in the order of extension
     */
    public record Measured(HostRecord host, Attestation result, PcrValues quoted, List<ReferenceValue> values) {
        public Measured {
            values = List.copyOf(values);
        }

        /** The measurements into some PCRs. */
        public List<ReferenceValue> into(PcrSelection pcrs) {
            return values.stream().filter(value -> pcrs.contains(value.pcr())).toList();
        }

        /**
         * A draft of a manifest that this host matches, for hosts of its kind: what a reviewer most likely means.
         *
         * @throws IllegalArgumentException where the host did not measure what such a manifest needs
         */
        public ReferenceManifest draft(Wish wish) {
            Part part = wish.part();
            List<ReferenceValue> into = into(wish.pcrs() == null ? part.pcrs() : wish.pcrs());
            return new ReferenceManifest(
                    wish.id(),
                    1,
                    part,
                    wish.product(),
                    wish.productVersion(),
                    appliesTo(part, host.description()),
                    part == Part.ASSET_TAG ? tag(into) : null,
                    into);
        }

        private static AssetTag tag(List<ReferenceValue> values) {
            return values.stream()
                    .findFirst()
                    .flatMap(value -> AssetTag.parse(value.description()))
                    .orElseThrow(
                            () -> new IllegalArgumentException("no asset tag is measured into PCR " + AssetTag.PCR));
        }

        private static AppliesTo appliesTo(Part part, HostDescription host) {
            return switch (part) {
                case PLATFORM ->
                    new AppliesTo(
                            stated(host.vendor()),
                            stated(host.model()),
                            null,
                            Collections.emptySortedSet(),
                            Collections.emptySortedMap());
                case VMM ->
                    new AppliesTo(
                            null,
                            null,
                            stated(host.hypervisor()),
                            Collections.emptySortedSet(),
                            Collections.emptySortedMap());
                case HOST_UNIQUE, ASSET_TAG -> AppliesTo.hosts(Set.of(host.id()));
            };
        }

        private static @Nullable String stated(String value) {
            return value.isBlank() ? null : value;
        }
    }

    /**
     * What a draft is to be.
     *
     * @param id its identity
     * @param part the part
     * @param product what it describes
     * @param productVersion the version that it describes
     * @param pcrs which of the part's PCRs it speaks of; null for all that were quoted
     */
    public record Wish(
            ManifestId id,
            Part part,
            String product,
            String productVersion,
            @Nullable PcrSelection pcrs) {}

    private final HostStore hosts;
    private final EvidenceStore evidence;
    private final Clock clock;

    Captures(HostStore hosts, EvidenceStore evidence, Clock clock) {
        this.hosts = hosts;
        this.evidence = evidence;
        this.clock = clock;
    }

    /** What a host measured last; empty where no evidence of it is kept. */
    @Transactional
    public Optional<Measured> measured(HostId id) {
        return hosts.find(id).flatMap(host -> host.trust().result().map(result -> read(host, result)));
    }

    /** Whether the host is in the inventory. */
    @Transactional
    public boolean isKnown(HostId id) {
        return hosts.find(id).filter(HostRecord::present).isPresent();
    }

    /** The time for which reports are asked. */
    public Instant now() {
        return clock.instant();
    }

    private Measured read(HostRecord host, Attestation result) {
        Evidence kept = evidence.find(result.evidenceId())
                .orElseThrow(() -> new IllegalStateException("evidence " + result.evidenceId() + " is lost"));
        return new Measured(
                host,
                result,
                kept.pcrs(),
                kept.eventLog().events().stream()
                        .filter(event -> kept.pcrs().values().containsKey(event.pcr()))
                        .map(Captures::value)
                        .toList());
    }

    private static ReferenceValue value(LoggedEvent event) {
        return new ReferenceValue(event.pcr(), event.digest(), event.words());
    }
}
