package dev.leeward.testkit.tpm;

import java.util.Properties;

/**
 * The two keys of the software TPM.
 *
 * @param endorsement the endorsement key, a primary key of the endorsement hierarchy
 * @param attestation the attestation key, a child of it
 */
record TpmKeys(TpmKey endorsement, TpmKey attestation) {

    private static final byte[] ENDORSEMENT_HIERARCHY = {0x40, 0, 0, 0x0B};

    static TpmKeys generate(TpmKeyKind endorsement, TpmKeyKind attestation) {
        return new TpmKeys(TpmKey.endorsement(endorsement), TpmKey.attestation(attestation));
    }

    static TpmKeys load(Properties state) {
        return new TpmKeys(TpmKey.load(state, "ek"), TpmKey.load(state, "ak"));
    }

    void save(Properties state) {
        endorsement.save(state, "ek");
        attestation.save(state, "ak");
    }

    /** Qualified name of the attestation key. */
    byte[] qualifiedSigner() {
        return attestation.qualifiedName(endorsement.qualifiedName(ENDORSEMENT_HIERARCHY));
    }
}
