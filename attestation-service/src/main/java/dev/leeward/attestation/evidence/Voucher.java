package dev.leeward.attestation.evidence;

/** Who vouches for the PCR values in evidence. */
public sealed interface Voucher permits Quote, VouchedBy {}
