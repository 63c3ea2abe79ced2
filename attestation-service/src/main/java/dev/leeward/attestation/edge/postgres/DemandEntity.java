package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code attestation_demand}. */
@Entity
@Table(name = "attestation_demand")
class DemandEntity {
    @Id
    UUID id;

    String host;

    @Column(name = "demanded_by")
    String demandedBy;

    @Column(name = "demanded_at")
    Instant demandedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Nullable String refusal;

    @Nullable @Column(name = "done_at")
    Instant doneAt;

    @Nullable String overall;

    @Nullable String reason;

    @Nullable @Column(name = "evidence_id")
    UUID evidenceId;
}
