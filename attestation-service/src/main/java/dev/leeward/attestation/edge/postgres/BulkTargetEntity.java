package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.BulkTarget;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code bulk_target}. */
@Entity
@Table(name = "bulk_target")
@IdClass(BulkTargetEntity.Key.class)
class BulkTargetEntity {
    @Id
    UUID operation;

    @Id
    String host;

    @Enumerated(EnumType.STRING)
    BulkTarget.Outcome outcome;

    @Nullable String code;

    @Nullable String reason;

    @Nullable Instant at;

    /** What tells the rows apart. */
    record Key(UUID operation, String host) implements Serializable {}
}
