/** The attesters: hosts and the sites that they stand in, as an inventory source describes them. */
@NullMarked
package dev.leeward.attestation.host;

import org.jspecify.annotations.NullMarked;
