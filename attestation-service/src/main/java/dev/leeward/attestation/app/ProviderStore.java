package dev.leeward.attestation.app;

import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.ReferenceProvider;
import java.util.List;
import java.util.Optional;

/** Where reference providers are kept. */
public interface ProviderStore {

    Optional<ReferenceProvider> find(ProviderId id);

    /** All of them by id. */
    List<ReferenceProvider> all();

    /** Keeps a provider, a new one or in the place of the one that is known; tells whether it is new. */
    boolean save(ReferenceProvider provider);

    /** Forgets a provider; tells whether it was known. */
    boolean remove(ProviderId id);
}
