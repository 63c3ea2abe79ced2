package dev.leeward.attestation.app;

import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ReferenceManifest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes and retires reference manifests. An update adds a manifest, rolls out, and retires the old one; what a
 * manifest says never changes under its id while it is in force.
 */
@ApplicationScoped
public class Manifests {

    /** The references changed: hosts are to be appraised again once the transaction has committed. */
    public record ReferencesChanged() {}

    /** The outcome of publishing or retiring. */
    public sealed interface Outcome {
        /** Done, now or before. */
        record Done(ManifestRecord manifest, boolean changed) implements Outcome {}

        /** One that says something else is in force under this id. */
        record AnotherIsInForce(ManifestRecord manifest) implements Outcome {}

        /** There is none with this id. */
        record Unknown() implements Outcome {}
    }

    private final ManifestStore store;
    private final Announcements announcements;
    private final Event<ReferencesChanged> changed;
    private final Clock clock;

    Manifests(ManifestStore store, Announcements announcements, Event<ReferencesChanged> changed, Clock clock) {
        this.store = store;
        this.announcements = announcements;
        this.changed = changed;
        this.clock = clock;
    }

    /** Puts a manifest in force. The version is ours to give: one more than the last under this id. */
    @Transactional
    public Outcome publish(ReferenceManifest draft) {
        Optional<ManifestRecord> known = store.lock(draft.id());
        if (known.isPresent() && known.get().inForce()) {
            return known.get().manifest().saysTheSameAs(draft)
                    ? new Outcome.Done(known.get(), false)
                    : new Outcome.AnotherIsInForce(known.get());
        }
        int version = known.map(former -> former.manifest().version()).orElse(0) + 1;
        ReferenceManifest manifest = new ReferenceManifest(
                draft.id(), version, draft.part(), draft.product(), draft.productVersion(), draft.values());
        long sequence = known.map(ManifestRecord::sequence).orElse(0L) + 1;
        ManifestRecord saved = new ManifestRecord(manifest, now(), null, sequence);
        store.save(saved);
        announcements.published(manifest, sequence);
        changed.fire(new ReferencesChanged());
        return new Outcome.Done(saved, true);
    }

    /** Takes a manifest out of force. */
    @Transactional
    public Outcome retire(ManifestId id, String reason) {
        Optional<ManifestRecord> known = store.lock(id);
        if (known.isEmpty()) {
            return new Outcome.Unknown();
        }
        ManifestRecord former = known.get();
        if (!former.inForce()) {
            return new Outcome.Done(former, false);
        }
        ManifestRecord saved =
                new ManifestRecord(former.manifest(), former.publishedAt(), now(), former.sequence() + 1);
        store.save(saved);
        announcements.retired(id, former.manifest().version(), reason, saved.sequence());
        changed.fire(new ReferencesChanged());
        return new Outcome.Done(saved, true);
    }

    public Optional<ManifestRecord> find(ManifestId id) {
        return store.find(id);
    }

    /** Manifests by id, retired ones included. */
    public List<ManifestRecord> page(@Nullable ManifestId after, int limit) {
        return store.page(after, limit);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
