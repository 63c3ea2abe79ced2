package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code attestation_result}. */
@Entity
@Table(name = "attestation_result")
class ResultEntity {
    @Id
    String host;

    long sequence;
    String jwt;
}
