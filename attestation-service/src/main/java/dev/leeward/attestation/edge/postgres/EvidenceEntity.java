package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of {@code evidence}, which never changes. */
@Entity
@Table(name = "evidence")
class EvidenceEntity {
    @Id
    UUID id;

    String host;

    @Nullable @Column(name = "challenge_id")
    UUID challengeId;

    @Column(name = "measured_at")
    Instant measuredAt;

    @Column(name = "received_at")
    Instant receivedAt;

    byte @Nullable [] quote;
    byte @Nullable [] signature;

    @Column(name = "event_log_digest")
    byte @Nullable [] eventLogDigest;

    @Column(name = "ak_public")
    byte @Nullable [] akPublic;

    @Nullable @Column(name = "vouched_by")
    String vouchedBy;

    @Nullable @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    List<EventRow> events;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    Map<String, String> pcrs;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    Map<String, String> facts;

    /** An event of a manager's report. */
    record EventRow(int pcr, long type, String digest, String data) {}
}
