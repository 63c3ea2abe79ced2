package dev.leeward.compliance.edge.siem;

import static dev.leeward.compliance.edge.siem.OcsfRecord.object;

import dev.leeward.compliance.app.SiemFormat.Context;
import dev.leeward.compliance.edge.siem.OcsfRecord.Activity;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.event.HostFact.EnrolmentWithdrawn;
import dev.leeward.compliance.event.HostFact.EvidenceRejected;
import dev.leeward.compliance.event.HostFact.HostConfigurationObserved;
import dev.leeward.compliance.event.HostFact.HostDiscovered;
import dev.leeward.compliance.event.HostFact.HostEnrolled;
import dev.leeward.compliance.event.HostFact.HostMeasured;
import dev.leeward.compliance.event.HostFact.HostRetired;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events about hosts. */
final class HostRecords {
    private static final int SERVER = 1;

    private HostRecords() {}

    static OcsfRecord of(Event event, HostFact fact, Context context) {
        return switch (fact) {
            case TrustChanged trust -> trust(event, trust, context);
            case HostDiscovered host ->
                OcsfRecord.of(event, OcsfClass.DEVICE_INVENTORY_INFO, Activity.COLLECT, OcsfSeverity.INFORMATIONAL)
                        .message("Host %s was found at site %s".formatted(host.name(), host.siteId()))
                        .success(null)
                        .with("device", discovered(host));
            case HostRetired host ->
                OcsfRecord.of(event, OcsfClass.DEVICE_INVENTORY_INFO, Activity.LOG, OcsfSeverity.INFORMATIONAL)
                        .message("Host %s was retired".formatted(host.hostId()))
                        .success(host.reason())
                        .with("device", device(host.hostId(), null, event.site(), null));
            case HostConfigurationObserved host ->
                OcsfRecord.of(event, OcsfClass.DEVICE_CONFIG_STATE, Activity.COLLECT, OcsfSeverity.INFORMATIONAL)
                        .message("%d configuration facts of host %s were read"
                                .formatted(host.facts().size(), host.hostId()))
                        .success(null)
                        .with("device", device(host.hostId(), null, event.site(), null));
            case HostMeasured host ->
                OcsfRecord.of(event, OcsfClass.DEVICE_CONFIG_STATE, Activity.COLLECT, OcsfSeverity.INFORMATIONAL)
                        .message("The evidence of host %s is genuine and fresh".formatted(host.hostId()))
                        .success(null)
                        .with("device", device(host.hostId(), null, event.site(), null))
                        .with(
                                "unmapped",
                                object(
                                        "evidence_id",
                                        host.evidenceId(),
                                        "assurance",
                                        host.assurance(),
                                        "measured_launch",
                                        host.measuredLaunch(),
                                        "reset_count",
                                        host.resetCount()));
            case HostEnrolled enrolled -> enrolled(event, enrolled);
            case EnrolmentWithdrawn withdrawn ->
                key(event, Activity.DELETE, OcsfSeverity.LOW, withdrawn.hostId(), withdrawn.attestationKey())
                        .message("The attestation key of host %s no longer counts: it has to enrol again"
                                .formatted(withdrawn.hostId()))
                        .success(withdrawn.reason());
            case EvidenceRejected rejected ->
                OcsfRecord.of(
                                event,
                                OcsfClass.DETECTION_FINDING,
                                Activity.CREATE,
                                rejected.suspicious() ? OcsfSeverity.CRITICAL : OcsfSeverity.LOW)
                        .profiles("host")
                        .message("Evidence of host %s was refused: %s".formatted(rejected.hostId(), rejected.code()))
                        .status(1, "New", rejected.code(), rejected.reason())
                        .with("is_alert", rejected.suspicious())
                        .with(
                                "finding_info",
                                object(
                                        "uid",
                                        event.id(),
                                        "title",
                                        "Evidence refused: " + rejected.code(),
                                        "desc",
                                        rejected.reason(),
                                        "types",
                                        List.of("Attestation")))
                        .with("device", device(rejected.hostId(), null, event.site(), null));
        };
    }

    /** Worth a look where no TPM proved to hold the key, or where it takes another one's place. */
    private static OcsfRecord enrolled(Event event, HostEnrolled enrolled) {
        boolean proved = enrolled.endorsementKey() != null;
        boolean ordinary = proved && enrolled.replacedKey() == null;
        return key(
                        event,
                        Activity.CREATE,
                        ordinary ? OcsfSeverity.INFORMATIONAL : OcsfSeverity.LOW,
                        enrolled.hostId(),
                        enrolled.attestationKey())
                .message("An attestation key was pinned for host %s, %s"
                        .formatted(
                                enrolled.hostId(),
                                proved ? "which its TPM proved to hold" : "without proof that a TPM holds it"))
                .success(null)
                .with(
                        "unmapped",
                        object(
                                "binding",
                                enrolled.binding(),
                                "replaced_key",
                                enrolled.replacedKey(),
                                "endorsement_key",
                                enrolled.endorsementKey(),
                                "tpm_manufacturer",
                                enrolled.tpmManufacturer(),
                                "tpm_model",
                                enrolled.tpmModel(),
                                "certificate_issuer",
                                enrolled.certificateIssuer(),
                                "certificate_serial_number",
                                enrolled.certificateSerialNumber(),
                                "endorsement_root",
                                enrolled.endorsementRoot(),
                                "endorsement_vendor",
                                enrolled.endorsementVendor()));
    }

    private static OcsfRecord key(Event event, Activity activity, OcsfSeverity severity, String host, String name) {
        return OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, activity, severity)
                .profiles("host")
                .with("entity", object("type_id", 99, "type", "Attestation key", "uid", name, "name", name))
                .with("actor", EntityRecords.user(event.actor()))
                .with("device", device(host, null, event.site(), null));
    }

    /** A host, as much of it as is known. */
    static Map<String, Object> device(
            String uid, @Nullable String name, @Nullable String site, @Nullable Boolean trusted) {
        return object(
                "type_id",
                SERVER,
                "type",
                "Server",
                "uid",
                uid,
                "name",
                name,
                "hostname",
                name == null ? uid : name,
                "region",
                site,
                "is_trusted",
                trusted);
    }

    private static Map<String, Object> discovered(HostDiscovered host) {
        Map<String, Object> device = device(host.hostId(), host.name(), host.siteId(), null);
        device.put("vendor_name", host.vendor());
        device.put("model", host.model());
        device.put("hypervisor", (host.hypervisor() + " " + host.hypervisorVersion()).strip());
        return device;
    }

    private static OcsfRecord trust(Event event, TrustChanged trust, Context context) {
        boolean trusted = trust.overall() == TrustStatus.TRUSTED;
        OcsfSeverity severity = switch (trust.overall()) {
            case TRUSTED -> OcsfSeverity.INFORMATIONAL;
            case UNTRUSTED ->
                context.runsSensitiveWorkloads(trust.hostId()) ? OcsfSeverity.CRITICAL : OcsfSeverity.HIGH;
            case UNKNOWN, STALE -> OcsfSeverity.MEDIUM;
        };
        Level level = Level.of(trust.overall());
        Level before = Level.of(trust.previousOverall());
        List<Map<String, Object>> states = states(trust);
        return OcsfRecord.of(
                        event,
                        OcsfClass.DEVICE_CONFIG_STATE_CHANGE,
                        trust.turned() ? Activity.LOG : Activity.COLLECT,
                        severity)
                .message("Host %s is %s%s"
                        .formatted(
                                trust.hostName(),
                                trust.overall(),
                                trust.reason().isBlank() ? "" : ": " + trust.reason()))
                .success(trust.reason())
                .with("device", device(trust.hostId(), trust.hostName(), trust.siteId(), trusted))
                .with("security_level_id", level.id)
                .with("security_level", level.caption)
                .with("prev_security_level_id", before.id)
                .with("prev_security_level", before.caption)
                .with("security_states", states.isEmpty() ? null : states)
                .with(
                        "unmapped",
                        object(
                                "bios_status",
                                trust.platform().status().name(),
                                "vmm_status",
                                trust.vmm().status().name(),
                                "host_unique_status",
                                trust.hostUnique() == null
                                        ? null
                                        : trust.hostUnique().status().name(),
                                "asset_tag_status",
                                trust.assetTag() == null
                                        ? null
                                        : trust.assetTag().status().name(),
                                "configuration_status",
                                trust.configuration().status().name(),
                                "attested_until",
                                trust.attestedUntil() == null
                                        ? null
                                        : trust.attestedUntil().toString(),
                                "assurance",
                                trust.assurance(),
                                "evidence_id",
                                trust.evidenceId()));
    }

    private static List<Map<String, Object>> states(TrustChanged trust) {
        Set<State> states = new LinkedHashSet<>();
        state(trust.platform(), State.FAILED_BOOT_VERIFY, states);
        state(trust.vmm(), State.MODIFIED_EXECUTION_ENVIRONMENT, states);
        state(trust.hostUnique(), State.FAILED_BOOT_VERIFY, states);
        state(trust.assetTag(), State.POLICY_MISMATCH, states);
        state(trust.configuration(), State.POLICY_MISMATCH, states);
        if (trust.overall() == TrustStatus.STALE || trust.overall() == TrustStatus.UNKNOWN) {
            states.add(State.MISSING_OR_OUTDATED);
        }
        return states.stream()
                .map(state -> object("state_id", state.id, "state", state.caption))
                .toList();
    }

    private static void state(@Nullable PartTrust part, State untrusted, Set<State> states) {
        if (part != null && part.status() == TrustStatus.UNTRUSTED) {
            states.add(untrusted);
        }
    }

    private enum State {
        MISSING_OR_OUTDATED(1, "Missing or outdated content"),
        POLICY_MISMATCH(2, "Policy mismatch"),
        FAILED_BOOT_VERIFY(14, "Failed boot verify"),
        MODIFIED_EXECUTION_ENVIRONMENT(15, "Modified execution environment");

        private final int id;
        private final String caption;

        State(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }
    }

    private enum Level {
        UNKNOWN(0, "Unknown"),
        SECURE(1, "Secure"),
        AT_RISK(2, "At Risk"),
        COMPROMISED(3, "Compromised");

        private final int id;
        private final String caption;

        Level(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }

        static Level of(TrustStatus status) {
            return switch (status) {
                case UNKNOWN -> UNKNOWN;
                case TRUSTED -> SECURE;
                case STALE -> AT_RISK;
                case UNTRUSTED -> COMPROMISED;
            };
        }
    }
}
