/** Use cases and their transactions, and what they need of the edges. */
@NullMarked
package dev.leeward.attestation.app;

import org.jspecify.annotations.NullMarked;
