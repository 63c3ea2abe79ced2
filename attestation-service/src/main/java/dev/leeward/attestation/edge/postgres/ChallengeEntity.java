package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code challenge}. */
@Entity
@Table(name = "challenge")
class ChallengeEntity {
    @Id
    UUID id;

    String host;
    byte[] nonce;

    @Column(name = "pcr_mask")
    int pcrMask;

    @Column(name = "issued_at")
    Instant issuedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Nullable @Column(name = "answered_at")
    Instant answeredAt;
}
