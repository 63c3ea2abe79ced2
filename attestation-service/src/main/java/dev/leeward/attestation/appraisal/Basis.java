package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Quote;
import dev.leeward.attestation.evidence.TpmClock;
import dev.leeward.attestation.evidence.VouchedBy;

/** What an attestation result rests on. */
public sealed interface Basis {

    /**
     * A quote.
     *
     * @param qualifiedSigner qualified name of the key that signed
     * @param clock the TPM's clock and counters as signed
     * @param firmwareVersion firmware version of the TPM as signed
     */
    record Quoted(Bytes qualifiedSigner, TpmClock clock, long firmwareVersion) implements Basis {}

    /**
     * The word of a manager.
     *
     * @param manager who vouches
     */
    record Vouched(String manager) implements Basis {}

    static Basis of(Evidence evidence) {
        return switch (evidence.voucher()) {
            case Quote quote -> new Quoted(quote.qualifiedSigner(), quote.clock(), quote.firmwareVersion());
            case VouchedBy(var manager) -> new Vouched(manager);
        };
    }

    /** How strongly it vouches. */
    default Assurance assurance() {
        return switch (this) {
            case Quoted _ -> Assurance.HARDWARE_QUOTE;
            case Vouched _ -> Assurance.VOUCHED;
        };
    }
}
