package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.PcrSelection;

/** A part of a host that is appraised by its measurements. */
public enum Part {
    /** BIOS and firmware: the static boot. */
    PLATFORM("Platform", 0, 1, 2, 3, 4, 5, 6, 7),
    /** Hypervisor and kernel: the measured launch. */
    VMM("VMM", 17, 18),
    /**
     * What only the named hosts measure, into the PCRs that the manifest chooses. PCR 16 and 23 are not among them:
     * anybody may reset those.
     */
    HOST_UNIQUE("Host-unique part", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21),
    /** The tag that says where the host stands: see {@link AssetTag}. */
    ASSET_TAG("Asset tag", AssetTag.PCR);

    private final String title;
    private final int pcrMask;

    Part(String title, int... pcrs) {
        this.title = title;
        this.pcrMask = PcrSelection.of(pcrs).mask();
    }

    /** The PCRs that can hold its measurements. */
    public PcrSelection pcrs() {
        return new PcrSelection(pcrMask);
    }

    /** Whether a manifest chooses among the PCRs; where not, it has to speak of each. */
    public boolean choosesPcrs() {
        return this == HOST_UNIQUE;
    }

    /** Whether its manifests are for hosts that they name, and a host without one is not judged on it. */
    public boolean bound() {
        return this == HOST_UNIQUE || this == ASSET_TAG;
    }

    /** Its name in sentences. */
    @Override
    public String toString() {
        return title;
    }
}
