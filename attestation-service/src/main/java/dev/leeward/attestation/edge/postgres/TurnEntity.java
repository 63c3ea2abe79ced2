package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code attestation_turn}. */
@Entity
@Table(name = "attestation_turn")
class TurnEntity {
    @Id
    String host;

    @Column(name = "due_at")
    Instant dueAt;

    @Column(name = "next_at")
    Instant nextAt;

    int attempts;

    @Nullable @Column(name = "challenge_id")
    UUID challengeId;

    @Nullable @Column(name = "leased_until")
    Instant leasedUntil;
}
