package dev.leeward.attestation.appraisal;

/** An event that cannot follow its history: the record is damaged or the program is wrong. */
public final class CorruptHistory extends IllegalStateException {

    CorruptHistory(HostTrust state, TrustEvent event) {
        super(event + " cannot happen to a host that is " + state);
    }
}
