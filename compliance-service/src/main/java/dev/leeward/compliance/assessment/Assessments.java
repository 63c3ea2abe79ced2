package dev.leeward.compliance.assessment;

import dev.leeward.compliance.control.Control;
import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assesses hosts against the controls. */
public final class Assessments {
    private Assessments() {}

    /** Every control, assessed for one host. */
    public static List<Assessment> of(HostTrust trust) {
        return Arrays.stream(Control.values())
                .map(control -> assess(control, trust))
                .toList();
    }

    /** One control, assessed for one host. */
    public static Assessment assess(Control control, HostTrust trust) {
        return switch (control) {
            case TRUSTED_FIRMWARE -> part(control, worse(trust.platform(), trust.hostUnique()), trust);
            case TRUSTED_HYPERVISOR -> part(control, trust.vmm(), trust);
            case TRUSTED_CONFIGURATION -> part(control, worse(trust.configuration(), trust.assetTag()), trust);
            case CURRENT_ATTESTATION -> current(control, trust);
        };
    }

    /** A control fails with the part that goes with its own, where the host is judged on that. */
    private static PartTrust worse(PartTrust own, @Nullable PartTrust other) {
        return other != null && other.status() == TrustStatus.UNTRUSTED && own.status() != TrustStatus.UNTRUSTED
                ? other
                : own;
    }

    private static Assessment part(Control control, PartTrust part, HostTrust trust) {
        return switch (part.status()) {
            case TRUSTED ->
                new Assessment(
                        control,
                        ControlStatus.SATISFIED,
                        part.manifest() == null ? "as expected" : "matches reference manifest " + part.manifest());
            case UNTRUSTED -> new Assessment(control, ControlStatus.NOT_SATISFIED, part.reason());
            case UNKNOWN ->
                trust.overall() == TrustStatus.TRUSTED && part.manifest() == null
                        ? new Assessment(
                                control, ControlStatus.NOT_APPLICABLE, "no reference is in force for this part")
                        : new Assessment(control, ControlStatus.UNKNOWN, part.reason());
            case STALE -> new Assessment(control, ControlStatus.UNKNOWN, part.reason());
        };
    }

    private static Assessment current(Control control, HostTrust trust) {
        return switch (trust.overall()) {
            case TRUSTED, UNTRUSTED -> new Assessment(control, ControlStatus.SATISFIED, "a current result exists");
            case STALE -> new Assessment(control, ControlStatus.NOT_SATISFIED, trust.reason());
            case UNKNOWN -> new Assessment(control, ControlStatus.UNKNOWN, trust.reason());
        };
    }

    /** Whether any control applies to the host. */
    public static boolean applicable(List<Assessment> assessments) {
        return assessments.stream().anyMatch(assessment -> assessment.status() != ControlStatus.NOT_APPLICABLE);
    }

    /** Whether the host satisfies every control that applies to it. */
    public static boolean satisfied(List<Assessment> assessments) {
        return applicable(assessments)
                && assessments.stream()
                        .allMatch(assessment -> assessment.status() == ControlStatus.SATISFIED
                                || assessment.status() == ControlStatus.NOT_APPLICABLE);
    }
}
