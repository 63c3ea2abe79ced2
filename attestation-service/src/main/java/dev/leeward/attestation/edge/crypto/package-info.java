/** Randomness, and the providers that check signatures and certificates. */
@NullMarked
package dev.leeward.attestation.edge.crypto;

import org.jspecify.annotations.NullMarked;
