/** Reference values: known-good measurements, grouped into manifests by the part of a host that they speak of. */
@NullMarked
package dev.leeward.attestation.reference;

import org.jspecify.annotations.NullMarked;
