package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.ResultStore;
import dev.leeward.attestation.host.HostId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** The newest signed results in PostgreSQL. */
@ApplicationScoped
class PostgresResults implements ResultStore, PanacheRepositoryBase<ResultEntity, String> {

    @Override
    public void keep(HostId host, long sequence, String result) {
        Optional<ResultEntity> known = findByIdOptional(host.value());
        ResultEntity row = known.orElseGet(ResultEntity::new);
        row.host = host.value();
        row.sequence = sequence;
        row.jwt = result;
        if (known.isEmpty()) {
            persist(row);
        }
    }

    @Override
    public void forget(HostId host) {
        findByIdOptional(host.value()).ifPresent(this::delete);
    }

    @Override
    @Transactional
    public Optional<String> newest(HostId host) {
        return findByIdOptional(host.value()).map(row -> row.jwt);
    }
}
