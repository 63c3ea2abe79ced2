package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code endorsement_root}, with its rows of {@code revocation_list}. */
@Entity
@Table(name = "endorsement_root")
class EndorsementRootEntity {
    @Id
    UUID id;

    @Nullable String tenant;

    String vendor;
    byte[] certificate;

    @Column(name = "added_at")
    Instant addedAt;

    @Nullable @Column(name = "retired_at")
    Instant retiredAt;

    @ElementCollection
    @CollectionTable(name = "revocation_list", joinColumns = @JoinColumn(name = "root"))
    @OrderColumn(name = "position")
    @Column(name = "list")
    List<byte[]> revocationLists;
}
