package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code enrolment}. */
@Entity
@Table(name = "enrolment")
class EnrolmentEntity {
    @Id
    UUID id;

    String host;

    @Column(name = "ak_public")
    byte[] akPublic;

    @Column(name = "ek_public")
    byte[] ekPublic;

    @Column(name = "ak_below_ek")
    boolean akBelowEk;

    @Nullable @Column(name = "ek_certificate")
    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> ekCertificate;

    @Nullable @Column(name = "endorsement_root")
    UUID endorsementRoot;

    @Column(name = "secret_digest")
    byte[] secretDigest;

    @Column(name = "issued_at")
    Instant issuedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Nullable @Column(name = "answered_at")
    Instant answeredAt;
}
