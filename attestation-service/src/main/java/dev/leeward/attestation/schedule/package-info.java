/** When hosts attest: how often, spread over time, after failures, and on demand. */
@NullMarked
package dev.leeward.attestation.schedule;

import org.jspecify.annotations.NullMarked;
