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
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code evidence}. */
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

    @Column(name = "event_log")
    byte @Nullable [] eventLog;

    @Nullable @Column(name = "vouched_by")
    String vouchedBy;

    @Nullable @JdbcTypeCode(SqlTypes.JSON)
    List<EventRow> events;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> pcrs;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> facts;

    /** An event of a manager's report. */
    record EventRow(int pcr, long type, String digest, String data) {}
}
