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

/** A row of {@code evidence}. */
@Entity
@Table(name = "evidence")
class EvidenceEntity {
    @Id
    UUID id;

    String host;

    @Column(name = "challenge_id")
    UUID challengeId;

    @Column(name = "measured_at")
    Instant measuredAt;

    @Column(name = "received_at")
    Instant receivedAt;

    byte[] quote;
    byte[] signature;

    @Column(name = "event_log")
    byte[] eventLog;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> pcrs;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> facts;
}
