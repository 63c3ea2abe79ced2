/**
 * How an attestation key is tied to a genuine TPM: the maker's endorsement of the TPM, and the proof that the TPM which
 * holds the endorsement key holds the attestation key as well.
 */
@NullMarked
package dev.leeward.attestation.enrolment;

import org.jspecify.annotations.NullMarked;
