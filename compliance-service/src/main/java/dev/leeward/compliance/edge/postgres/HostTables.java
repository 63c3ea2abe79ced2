package dev.leeward.compliance.edge.postgres;

import static dev.leeward.compliance.edge.postgres.Tables.cause;
import static dev.leeward.compliance.edge.postgres.Tables.proof;
import static dev.leeward.compliance.edge.postgres.Tables.said;
import static dev.leeward.compliance.edge.postgres.Tables.versioned;

import dev.leeward.compliance.event.HostFact.EnrolmentWithdrawn;
import dev.leeward.compliance.event.HostFact.HostDiscovered;
import dev.leeward.compliance.event.HostFact.HostEnrolled;
import dev.leeward.compliance.event.HostFact.HostRetired;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import dev.leeward.compliance.event.PlacementFact.PlacementChanged;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.fold.Stated;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.messaging.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Facts about hosts, and about what runs on them. */
final class HostTables {
    private static final Table<Stated<? extends HostDiscovered>> INVENTORY = versioned(
                    Tables.<HostDiscovered>of("host_inventory")
                            .key("host_id", "text", row -> row.fact().hostId())
                            .text("name", row -> row.fact().name())
                            .text("site", row -> row.fact().siteId())
                            .text("vendor", row -> row.fact().vendor())
                            .text("model", row -> row.fact().model())
                            .text("hypervisor", row -> row.fact().hypervisor())
                            .text("hypervisor_version", row -> row.fact().hypervisorVersion()))
            .newest();
    private static final Table<Stated<? extends HostDiscovered>> DISCOVERY = versioned(Tables.<HostDiscovered>of(
                            "host_discovery")
                    .key("host_id", "text", row -> row.fact().hostId())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt()))
            .once();
    private static final Table<Stated<? extends HostRetired>> RETIREMENT = versioned(Tables.<HostRetired>of(
                            "host_retirement")
                    .key("host_id", "text", row -> row.fact().hostId())
                    .text("reason", row -> row.fact().reason())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt()))
            .newest();
    private static final Table<Stated<? extends HostEnrolled>> ENROLMENT = versioned(
                    proof(said(Tables.<HostEnrolled>of("host_enrolment")
                            .key("host_id", "text", row -> row.fact().hostId())
                            .text("attestation_key", row -> row.fact().attestationKey())
                            .text("scheme", row -> row.fact().scheme())
                            .text("binding", row -> row.fact().binding())
                            .text("replaced_key", row -> row.fact().replacedKey())
                            .text("endorsement_key", row -> row.fact().endorsementKey())
                            .text("tpm_manufacturer", row -> row.fact().tpmManufacturer())
                            .text("tpm_model", row -> row.fact().tpmModel())
                            .text("tpm_version", row -> row.fact().tpmVersion())
                            .text("certificate_issuer", row -> row.fact().certificateIssuer())
                            .text("certificate_serial_number", row -> row.fact().certificateSerialNumber())
                            .text("endorsement_root", row -> row.fact().endorsementRoot())
                            .text("endorsement_vendor", row -> row.fact().endorsementVendor()))))
            .newest();
    private static final Table<Stated<? extends EnrolmentWithdrawn>> WITHDRAWAL = versioned(
                    said(Tables.<EnrolmentWithdrawn>of("host_enrolment_withdrawal")
                            .key("host_id", "text", row -> row.fact().hostId())
                            .text("reason", row -> row.fact().reason())))
            .newest();
    private static final Table<Stated<? extends TrustChanged>> TRUST = versioned(proof(Tables.<TrustChanged>of(
                            "host_trust")
                    .key("host_id", "text", row -> row.fact().hostId())
                    .text("host_name", row -> row.fact().hostName())
                    .text("site", row -> row.fact().siteId())
                    .text(
                            "platform_status",
                            row -> row.fact().platform().status().name())
                    .text("platform_reason", row -> row.fact().platform().reason())
                    .text("platform_manifest", row -> row.fact().platform().manifest())
                    .column(
                            "platform_manifest_version",
                            "int",
                            row -> row.fact().platform().manifestVersion())
                    .text("vmm_status", row -> row.fact().vmm().status().name())
                    .text("vmm_reason", row -> row.fact().vmm().reason())
                    .text("vmm_manifest", row -> row.fact().vmm().manifest())
                    .column(
                            "vmm_manifest_version",
                            "int",
                            row -> row.fact().vmm().manifestVersion())
                    .text("host_unique_status", row -> status(row.fact().hostUnique()))
                    .text("host_unique_reason", row -> reason(row.fact().hostUnique()))
                    .text("host_unique_manifest", row -> manifest(row.fact().hostUnique()))
                    .column(
                            "host_unique_manifest_version",
                            "int",
                            row -> version(row.fact().hostUnique()))
                    .text("asset_tag_status", row -> status(row.fact().assetTag()))
                    .text("asset_tag_reason", row -> reason(row.fact().assetTag()))
                    .text("asset_tag_manifest", row -> manifest(row.fact().assetTag()))
                    .column(
                            "asset_tag_manifest_version",
                            "int",
                            row -> version(row.fact().assetTag()))
                    .text(
                            "configuration_status",
                            row -> row.fact().configuration().status().name())
                    .text(
                            "configuration_reason",
                            row -> row.fact().configuration().reason())
                    .text(
                            "configuration_manifest",
                            row -> row.fact().configuration().manifest())
                    .column(
                            "configuration_manifest_version",
                            "int",
                            row -> row.fact().configuration().manifestVersion())
                    .text("overall", row -> row.fact().overall().name())
                    .text("reason", row -> row.fact().reason())
                    .column("attested_at", "timestamptz", row -> row.fact().attestedAt())
                    .column("attested_until", "timestamptz", row -> row.fact().attestedUntil())
                    .text("assurance", row -> row.fact().assurance())
                    .text("evidence_id", row -> row.fact().evidenceId())
                    .text("reference_digest", row -> row.fact().referenceDigest())))
            .newest();
    private static final Table<Stated<? extends TrustChanged>> TURN = versioned(cause(
                    Tables.<TrustChanged>of("host_turn")
                            .key("host_id", "text", row -> row.fact().hostId())
                            .text("host_name", row -> row.fact().hostName())
                            .text("overall", row -> row.fact().overall().name())
                            .text("reason", row -> row.fact().reason()),
                    row -> row.event().cause()))
            .once();
    private static final Table<Stated<? extends PlacementChanged>> PLACEMENT = versioned(Tables.<PlacementChanged>of(
                            "placement")
                    .key("workload_id", "text", row -> row.fact().workloadId())
                    .text("workload_name", row -> row.fact().workloadName())
                    .text("tenant", row -> row.event().tenant())
                    .text("site", row -> row.fact().siteId())
                    .text("host_id", row -> row.fact().hostId())
                    .column("labels", "jsonb", row -> Json.write(row.fact().labels()))
                    .column("sensitive", "boolean", row -> row.fact().sensitive())
                    .column("since", "timestamptz", row -> row.event().occurredAt()))
            .newest();
    private static final Table<Stated<? extends PlacementChanged>> PLACEMENT_HISTORY = cause(
                    Tables.<PlacementChanged>of("placement_history")
                            .key("workload_id", "text", row -> row.fact().workloadId())
                            .column(
                                    "placement_epoch",
                                    "bigint",
                                    row -> row.fact().placementEpoch())
                            .column("event_id", "uuid", row -> row.event().id())
                            .text("workload_name", row -> row.fact().workloadName())
                            .text("tenant", row -> row.event().tenant())
                            .text("site", row -> row.fact().siteId())
                            .text("host_id", row -> row.fact().hostId())
                            .column(
                                    "labels",
                                    "jsonb",
                                    row -> Json.write(row.fact().labels()))
                            .column("sensitive", "boolean", row -> row.fact().sensitive())
                            .text("migration_id", row -> row.fact().migrationId()),
                    row -> row.event().cause())
            .once();

    private HostTables() {}

    private static @Nullable String status(@Nullable PartTrust part) {
        return part == null ? null : part.status().name();
    }

    private static @Nullable String reason(@Nullable PartTrust part) {
        return part == null ? null : part.reason();
    }

    private static @Nullable String manifest(@Nullable PartTrust part) {
        return part == null ? null : part.manifest();
    }

    private static @Nullable Integer version(@Nullable PartTrust part) {
        return part == null ? null : part.manifestVersion();
    }

    static void write(Connection connection, Batch batch) throws SQLException {
        INVENTORY.write(connection, batch.inventory.facts());
        DISCOVERY.write(connection, batch.discoveries.facts());
        RETIREMENT.write(connection, batch.retirements.facts());
        ENROLMENT.write(connection, batch.enrolments.facts());
        WITHDRAWAL.write(connection, batch.withdrawals.facts());
        TRUST.write(connection, batch.trust.facts());
        TURN.write(connection, batch.turns.facts());
        PLACEMENT.write(connection, batch.placed.facts());
        PLACEMENT_HISTORY.write(connection, batch.placements.facts());
    }
}
