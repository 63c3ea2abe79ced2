package dev.leeward.attestation.app;

/** What is done to many hosts by one command. */
public enum BulkKind {
    /** Has the host attest now. */
    ATTEST,
    /** Appraises the kept evidence again; the hosts are not asked. */
    APPRAISE_AGAIN,
    /** Forgets the pinned attestation key, so that the host has to enrol again. */
    WITHDRAW_ENROLMENT
}
