package dev.leeward.attestation.app;

import dev.leeward.attestation.app.Settings.ManifestSignatures;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ManifestSignature;
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
 * Publishes and retires reference manifests. An update adds a manifest, rolls out, and retires the old one when no host
 * rests on it; what a manifest says never changes under its id while it is in force.
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

        /** It carries no signature, and has to. */
        record Unsigned() implements Outcome {}

        /** So many hosts rest on it. */
        record InUse(ManifestRecord manifest, long hosts) implements Outcome {}

        /** There is none with this id. */
        record Unknown() implements Outcome {}
    }

    private final ManifestStore store;
    private final HostStore hosts;
    private final Announcements announcements;
    private final Event<ReferencesChanged> changed;
    private final Clock clock;
    private final Settings settings;

    Manifests(
            ManifestStore store,
            HostStore hosts,
            Announcements announcements,
            Event<ReferencesChanged> changed,
            Clock clock,
            Settings settings) {
        this.store = store;
        this.hosts = hosts;
        this.announcements = announcements;
        this.changed = changed;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Puts a manifest in force. The version is ours to give: one more than the last under this id. A signature that
     * comes later, over a manifest that says the same, makes a version of its own.
     *
     * @param signature the signature, checked; null where it has none
     */
    @Transactional
    public Outcome publish(ReferenceManifest draft, @Nullable ManifestSignature signature) {
        if (signature == null && settings.manifestSignatures() == ManifestSignatures.REQUIRED) {
            return new Outcome.Unsigned();
        }
        Optional<ManifestRecord> known = store.lock(draft.id());
        int version = known.map(former -> former.manifest().version()).orElse(0) + 1;
        if (known.isPresent() && known.get().inForce()) {
            ManifestRecord former = known.get();
            if (!former.manifest().saysTheSameAs(draft)) {
                return new Outcome.AnotherIsInForce(former);
            }
            if (signature == null || former.signature() != null) {
                return new Outcome.Done(former, false);
            }
            store.save(
                    former.retired(now(), "Version " + version + " says the same and is signed.", former.sequence()));
        }
        ReferenceManifest manifest = draft.withVersion(version);
        long sequence = known.map(ManifestRecord::sequence).orElse(0L) + 1;
        ManifestRecord saved = new ManifestRecord(manifest, signature, now(), null, sequence);
        store.save(saved);
        announcements.published(manifest, signature, sequence);
        appraiseAgain(manifest);
        return new Outcome.Done(saved, true);
    }

    /**
     * Takes a manifest out of force, unless hosts rest on it: they would lose their trust.
     *
     * @param force also then; the reason that is kept and said tells of it
     */
    @Transactional
    public Outcome retire(ManifestId id, String reason, boolean force) {
        Optional<ManifestRecord> known = store.lock(id);
        if (known.isEmpty()) {
            return new Outcome.Unknown();
        }
        ManifestRecord former = known.get();
        if (!former.inForce()) {
            return new Outcome.Done(former, false);
        }
        long resting = hosts.countRestingOn(former.manifest().part(), id);
        if (resting > 0 && !force) {
            return new Outcome.InUse(former, resting);
        }
        String words = resting == 0 ? reason : reason + " (Forced while " + resting + " hosts rested on it.)";
        ManifestRecord saved = former.retired(now(), words, former.sequence() + 1);
        store.save(saved);
        announcements.retired(id, former.manifest().version(), words, saved.sequence());
        appraiseAgain(former.manifest());
        return new Outcome.Done(saved, true);
    }

    /** Hosts that a manifest names are told from the others, so that they alone are appraised again. */
    private void appraiseAgain(ReferenceManifest manifest) {
        if (manifest.appliesTo().namesHosts()) {
            hosts.appraiseAgain(manifest.appliesTo().hosts());
        }
        changed.fire(new ReferencesChanged());
    }

    public Optional<ManifestRecord> find(ManifestId id) {
        return store.find(id);
    }

    /** Every version of a manifest, the newest first. */
    public List<ManifestRecord> versions(ManifestId id) {
        return store.versions(id);
    }

    /** Manifests by id, retired ones included. */
    public List<ManifestRecord> page(@Nullable ManifestId after, int limit) {
        return store.page(after, limit);
    }

    /** Hosts whose last result rests on the manifest, by id. */
    @Transactional
    public List<HostRecord> restingOn(ManifestRecord manifest, @Nullable HostId after, int limit) {
        return hosts.restingOn(manifest.manifest().part(), manifest.manifest().id(), after, limit);
    }

    /** How many hosts those are. */
    @Transactional
    public long countRestingOn(ManifestRecord manifest) {
        return hosts.countRestingOn(
                manifest.manifest().part(), manifest.manifest().id());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
