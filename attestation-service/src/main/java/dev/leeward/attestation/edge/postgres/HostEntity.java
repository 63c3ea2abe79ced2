package dev.leeward.attestation.edge.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of {@code host}. Maps are replaced, never changed: so they need no copies to be compared with. */
@Entity
@Table(name = "host")
@DynamicUpdate
class HostEntity {
    @Id
    String id;

    String source;
    String name;
    String site;
    String vendor;
    String model;
    String hypervisor;

    @Column(name = "hypervisor_version")
    String hypervisorVersion;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    Map<String, String> labels;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    Map<String, String> facts;

    String state;

    @Nullable @Column(name = "retired_reason")
    String retiredReason;

    @Column(name = "ak_public")
    byte @Nullable [] akPublic;

    @Column(name = "ek_public")
    byte @Nullable [] ekPublic;

    @Nullable @Column(name = "ak_below_ek")
    Boolean akBelowEk;

    @Nullable @Column(name = "ek_certificate")
    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    Map<String, String> ekCertificate;

    @Nullable @Column(name = "endorsement_root")
    UUID endorsementRoot;

    @Nullable @Column(name = "evidence_id")
    UUID evidenceId;

    @Nullable @Column(name = "platform_status")
    String platformStatus;

    @Nullable @Column(name = "platform_reason")
    String platformReason;

    @Nullable @Column(name = "platform_manifest")
    String platformManifest;

    @Nullable @Column(name = "platform_version")
    Integer platformVersion;

    @Nullable @Column(name = "vmm_status")
    String vmmStatus;

    @Nullable @Column(name = "vmm_reason")
    String vmmReason;

    @Nullable @Column(name = "vmm_manifest")
    String vmmManifest;

    @Nullable @Column(name = "vmm_version")
    Integer vmmVersion;

    @Nullable @Column(name = "host_unique_status")
    String hostUniqueStatus;

    @Nullable @Column(name = "host_unique_reason")
    String hostUniqueReason;

    @Nullable @Column(name = "host_unique_manifest")
    String hostUniqueManifest;

    @Nullable @Column(name = "host_unique_version")
    Integer hostUniqueVersion;

    @Nullable @Column(name = "asset_tag_status")
    String assetTagStatus;

    @Nullable @Column(name = "asset_tag_reason")
    String assetTagReason;

    @Nullable @Column(name = "asset_tag_manifest")
    String assetTagManifest;

    @Nullable @Column(name = "asset_tag_version")
    Integer assetTagVersion;

    @Nullable @Column(name = "configuration_status")
    String configurationStatus;

    @Nullable @Column(name = "configuration_reason")
    String configurationReason;

    @Nullable @Column(name = "reference_digest")
    String referenceDigest;

    @Column(name = "qualified_signer")
    byte @Nullable [] qualifiedSigner;

    @Nullable @Column(name = "tpm_clock")
    Long tpmClock;

    @Nullable @Column(name = "tpm_reset_count")
    Long tpmResetCount;

    @Nullable @Column(name = "tpm_restart_count")
    Long tpmRestartCount;

    @Nullable @Column(name = "tpm_safe")
    Boolean tpmSafe;

    @Nullable @Column(name = "tpm_firmware_version")
    Long tpmFirmwareVersion;

    @Nullable @Column(name = "vouched_by")
    String vouchedBy;

    @Nullable @Column(name = "attested_at")
    Instant attestedAt;

    @Nullable @Column(name = "attested_until")
    Instant attestedUntil;

    @Nullable String assurance;

    long sequence;
}
