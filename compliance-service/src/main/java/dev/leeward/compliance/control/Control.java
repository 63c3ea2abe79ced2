package dev.leeward.compliance.control;

import java.util.Arrays;
import java.util.Optional;

/** The controls that are assessed, each with what it demands of its subject. */
public enum Control {
    TRUSTED_FIRMWARE(
            "LW-HW-001",
            "Host boots trusted firmware",
            "The measured BIOS and firmware (PCR 0 to 7) match a reference manifest in force."),
    TRUSTED_HYPERVISOR(
            "LW-HW-002",
            "Host runs a trusted hypervisor",
            "The measured launch of the hypervisor (PCR 17 and 18) matches a reference manifest in force."),
    TRUSTED_CONFIGURATION(
            "LW-HW-003",
            "Host keeps its trusted configuration",
            "The configuration that the host reports is the one that is expected of it."),
    CURRENT_ATTESTATION(
            "LW-HW-004",
            "Host is attested, and the result has not expired",
            "A fresh nonce was answered with genuine evidence within the lifetime of trust.");

    private final String id;
    private final String title;
    private final String statement;

    Control(String id, String title, String statement) {
        this.id = id;
        this.title = title;
        this.statement = statement;
    }

    /** The identifier that reports cite, for example {@code LW-HW-001}. */
    public String id() {
        return id;
    }

    /** One line for a list. */
    public String title() {
        return title;
    }

    /** What it demands. */
    public String statement() {
        return statement;
    }

    /** The control of that identifier. */
    public static Optional<Control> of(String id) {
        return Arrays.stream(values()).filter(control -> control.id.equals(id)).findFirst();
    }
}
