/** Attestation results: what a relying party is told of a host, in the format that it can check. */
@NullMarked
package dev.leeward.attestation.result;

import org.jspecify.annotations.NullMarked;
