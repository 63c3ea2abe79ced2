/** Evidence of a host (RFC 9334): TPM 2.0 quotes, PCRs and event logs, parsed to the last byte and verified. */
@NullMarked
package dev.leeward.attestation.evidence;

import org.jspecify.annotations.NullMarked;
