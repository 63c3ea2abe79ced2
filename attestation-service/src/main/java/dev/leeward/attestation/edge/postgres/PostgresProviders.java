package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.ProviderStore;
import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.ReferenceProvider;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reference providers in PostgreSQL. */
@ApplicationScoped
class PostgresProviders implements ProviderStore, PanacheRepositoryBase<ProviderEntity, String> {

    @Override
    @Transactional
    public Optional<ReferenceProvider> find(ProviderId id) {
        return findByIdOptional(id.value()).map(PostgresProviders::toProvider);
    }

    @Override
    @Transactional
    public List<ReferenceProvider> all() {
        return find("order by id").stream().map(PostgresProviders::toProvider).toList();
    }

    @Override
    public boolean save(ReferenceProvider provider) {
        boolean isNew = findByIdOptional(provider.id().value()).isEmpty();
        ProviderEntity row = new ProviderEntity();
        row.id = provider.id().value();
        row.name = provider.name();
        row.keys = provider.keys();
        getEntityManager().merge(row);
        return isNew;
    }

    @Override
    public boolean remove(ProviderId id) {
        return deleteById(id.value());
    }

    private static ReferenceProvider toProvider(ProviderEntity row) {
        return new ReferenceProvider(new ProviderId(row.id), row.name, new TreeMap<>(row.keys));
    }
}
