/** Signatures over attestation results. */
@NullMarked
package dev.leeward.policy.edge.crypto;

import org.jspecify.annotations.NullMarked;
