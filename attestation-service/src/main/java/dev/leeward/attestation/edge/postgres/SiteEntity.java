package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code site}. */
@Entity
@Table(name = "site")
class SiteEntity {
    @Id
    String id;

    String name;
}
