package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code reference_manifest}: a manifest in one of its versions. */
@Entity
@Table(name = "reference_manifest")
@IdClass(ManifestEntity.Key.class)
class ManifestEntity {

    /** What identifies a row. */
    record Key(String id, int version) implements Serializable {}

    /** One measurement, its digest in hexadecimal. */
    record Measurement(int pcr, String digest, String description) {}

    /** The hosts that a manifest is for. */
    record Hosts(
            @Nullable String vendor,
            @Nullable String model,
            @Nullable String hypervisor,
            List<String> hosts,
            Map<String, String> labels) {}

    @Id
    String id;

    @Id
    int version;

    String part;
    String product;

    @Column(name = "product_version")
    String productVersion;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(name = "applies_to")
    Hosts appliesTo;

    @Nullable @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> tag;

    @JdbcTypeCode(SqlTypes.JSON)
    List<Measurement> measurements;

    @Nullable String provider;

    @Nullable @Column(name = "key_id")
    String keyId;

    @Nullable @Column(name = "signed_at")
    Instant signedAt;

    @Nullable String jws;

    @Column(name = "published_at")
    Instant publishedAt;

    @Nullable @Column(name = "retired_at")
    Instant retiredAt;

    @Nullable @Column(name = "retired_reason")
    String retiredReason;

    long sequence;
    long generation;
}
