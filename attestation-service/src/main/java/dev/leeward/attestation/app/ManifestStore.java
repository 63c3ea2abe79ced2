package dev.leeward.attestation.app;

import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.References;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where reference manifests are kept, each in all its versions. */
public interface ManifestStore {

    /** The manifests in force. Served from memory while none has changed. */
    References inForce();

    /** The newest version. */
    Optional<ManifestRecord> find(ManifestId id);

    /** Every version, the newest first. */
    List<ManifestRecord> versions(ManifestId id);

    /** The newest version, locked; also takes the one turn to change manifests. */
    Optional<ManifestRecord> lock(ManifestId id);

    /** Manifests in the order of their ids, each in its newest version. */
    List<ManifestRecord> page(@Nullable ManifestId after, int limit);

    /** How many manifests in force this provider signed. */
    long countSignedBy(ProviderId provider);

    /** Keeps a version, a new one or one that is known. */
    void save(ManifestRecord manifest);
}
