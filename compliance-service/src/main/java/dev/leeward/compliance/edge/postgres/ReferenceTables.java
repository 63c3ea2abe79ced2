package dev.leeward.compliance.edge.postgres;

import static dev.leeward.compliance.edge.postgres.Tables.proof;
import static dev.leeward.compliance.edge.postgres.Tables.said;
import static dev.leeward.compliance.edge.postgres.Tables.versioned;

import dev.leeward.compliance.event.ReferenceFact.ManifestPublished;
import dev.leeward.compliance.event.ReferenceFact.ManifestRetired;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.fold.Stated;
import dev.leeward.messaging.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;

/** Facts about reference manifests. */
final class ReferenceTables {
    private static final Table<Stated<? extends ManifestPublished>> VERSION = versioned(proof(
                    said(Tables.<ManifestPublished>of("manifest_version")
                            .key("manifest_id", "text", row -> row.fact().manifestId())
                            .key("version", "int", row -> row.fact().version())
                            .text("part", row -> row.fact().part())
                            .text("product", row -> row.fact().product())
                            .text("product_version", row -> row.fact().productVersion())
                            .text("applies_to", row -> row.fact().appliesTo())
                            .text("provider", row -> row.fact().provider())
                            .text("key_id", row -> row.fact().keyId())
                            .column(
                                    "signed_at",
                                    "timestamptz",
                                    row -> row.fact().signedAt())
                            .column(
                                    "measurements",
                                    "jsonb",
                                    row -> Json.write(row.fact().values())))))
            .newest();
    private static final Table<Stated<? extends ManifestRetired>> RETIREMENT = versioned(
                    said(Tables.<ManifestRetired>of("manifest_retirement")
                            .key("manifest_id", "text", row -> row.fact().manifestId())
                            .key("version", "int", row -> row.fact().version())
                            .text("reason", row -> row.fact().reason())))
            .newest();

    private ReferenceTables() {}

    static void write(Connection connection, Batch batch) throws SQLException {
        VERSION.write(connection, batch.manifests.facts());
        RETIREMENT.write(connection, batch.manifestRetirements.facts());
    }
}
