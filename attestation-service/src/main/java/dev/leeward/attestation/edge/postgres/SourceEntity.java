package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.SourceFailure;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code inventory_source}. */
@Entity
@Table(name = "inventory_source")
class SourceEntity {
    @Id
    String id;

    /** Written by claims only, which do not wait for one another. */
    @Column(name = "next_ask_at", updatable = false)
    Instant nextAskAt;

    @Nullable @Column(name = "succeeded_at")
    Instant succeededAt;

    @Nullable @Column(name = "failed_at")
    Instant failedAt;

    @Nullable @Column(name = "failure_code")
    String failureCode;

    @Nullable String failure;

    @Nullable String remedy;

    int hosts;

    @JdbcTypeCode(SqlTypes.JSON)
    List<SourceFailure> problems;
}
