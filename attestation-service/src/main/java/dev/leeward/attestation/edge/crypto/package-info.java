/** Random nonces and the provider that checks signatures. */
@NullMarked
package dev.leeward.attestation.edge.crypto;

import org.jspecify.annotations.NullMarked;
