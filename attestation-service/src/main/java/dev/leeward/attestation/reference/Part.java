package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.PcrSelection;

/** A part of a host that is appraised by its measurements. */
public enum Part {
    /** BIOS and firmware: the static boot. */
    PLATFORM("Platform", 0, 1, 2, 3, 4, 5, 6, 7),
    /** Hypervisor and kernel: the measured launch. */
    VMM("VMM", 17, 18);

    private final String title;
    private final int pcrMask;

    Part(String title, int... pcrs) {
        this.title = title;
        this.pcrMask = PcrSelection.of(pcrs).mask();
    }

    /** The PCRs that hold its measurements. */
    public PcrSelection pcrs() {
        return new PcrSelection(pcrMask);
    }

    /** Its name in sentences. */
    @Override
    public String toString() {
        return title;
    }
}
