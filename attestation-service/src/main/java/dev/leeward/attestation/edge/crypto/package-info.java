/** Randomness, the providers that check signatures and certificates, and the keys that sign results. */
@NullMarked
package dev.leeward.attestation.edge.crypto;

import org.jspecify.annotations.NullMarked;
