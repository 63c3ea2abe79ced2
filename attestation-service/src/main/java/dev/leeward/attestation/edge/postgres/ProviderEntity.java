package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code reference_provider}. */
@Entity
@Table(name = "reference_provider")
class ProviderEntity {
    @Id
    String id;

    String name;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(name = "public_keys")
    Map<String, String> keys;
}
