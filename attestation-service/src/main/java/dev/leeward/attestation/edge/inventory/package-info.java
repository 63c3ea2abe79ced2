/** The static inventory source: a YAML file, read again when it changes. */
@NullMarked
package dev.leeward.attestation.edge.inventory;

import org.jspecify.annotations.NullMarked;
