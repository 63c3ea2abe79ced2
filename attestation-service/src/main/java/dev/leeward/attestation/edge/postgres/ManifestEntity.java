package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code reference_manifest}. */
@Entity
@Table(name = "reference_manifest")
class ManifestEntity {

    /** One measurement, its digest in hexadecimal. */
    record Measurement(int pcr, String digest, String description) {}

    @Id
    String id;

    int version;
    String part;
    String product;

    @Column(name = "product_version")
    String productVersion;

    @JdbcTypeCode(SqlTypes.JSON)
    List<Measurement> measurements;

    @Column(name = "published_at")
    Instant publishedAt;

    @Nullable @Column(name = "retired_at")
    Instant retiredAt;

    long sequence;
}
