package dev.leeward.attestation.app;

import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.ReferenceProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Whose signatures over reference manifests count. */
@ApplicationScoped
public class ReferenceProviders {

    /** The outcome of removing a provider. */
    public sealed interface Removal {
        /** Its signatures no longer count. */
        record Removed() implements Removal {}

        /** So many manifests in force are signed by it. */
        record InUse(long manifests) implements Removal {}

        /** There is none with this id. */
        record Unknown() implements Removal {}
    }

    private final ProviderStore store;
    private final ManifestStore manifests;

    ReferenceProviders(ProviderStore store, ManifestStore manifests) {
        this.store = store;
        this.manifests = manifests;
    }

    public List<ReferenceProvider> all() {
        return store.all();
    }

    public Optional<ReferenceProvider> find(ProviderId id) {
        return store.find(id);
    }

    /** Lets a provider's keys count from now on, and no others of it; tells whether the provider is new. */
    @Transactional
    public boolean put(ReferenceProvider provider) {
        return store.save(provider);
    }

    /** Lets a provider's keys count no longer, unless manifests in force are signed by it. */
    @Transactional
    public Removal remove(ProviderId id) {
        long signed = manifests.countSignedBy(id);
        if (signed > 0) {
            return new Removal.InUse(signed);
        }
        return store.remove(id) ? new Removal.Removed() : new Removal.Unknown();
    }
}
