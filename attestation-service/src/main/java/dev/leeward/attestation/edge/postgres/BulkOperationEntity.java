package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.BulkKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code bulk_operation}. */
@Entity
@Table(name = "bulk_operation")
class BulkOperationEntity {
    @Id
    UUID id;

    @Enumerated(EnumType.STRING)
    BulkKind kind;

    @JdbcTypeCode(SqlTypes.JSON)
    SelectionRow selection;

    String reason;
    String actor;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Nullable @Column(name = "started_at")
    Instant startedAt;

    @Nullable @Column(name = "ended_at")
    Instant endedAt;

    @Nullable @Column(name = "cancelled_by")
    String cancelledBy;

    int total;
    int done;
    int failed;

    /** Which hosts were meant. */
    record SelectionRow(
            @Nullable String site,
            Map<String, String> labels,
            @Nullable String status,
            @Nullable String manifest,
            @Nullable String endorsementRoot,
            List<String> hosts) {}
}
