package dev.leeward.attestation.app;

import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.References;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where reference manifests are kept, each in its newest version. */
public interface ManifestStore {

    /** The manifests in force. Served from memory while none has changed. */
    References inForce();

    Optional<ManifestRecord> find(ManifestId id);

    /** The manifest, locked; also takes the one turn to change manifests. */
    Optional<ManifestRecord> lock(ManifestId id);

    List<ManifestRecord> page(@Nullable ManifestId after, int limit);

    void save(ManifestRecord manifest);
}
