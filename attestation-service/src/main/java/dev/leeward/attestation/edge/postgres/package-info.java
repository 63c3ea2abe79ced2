/** Where hosts, challenges, evidence and manifests are kept. */
@NullMarked
package dev.leeward.attestation.edge.postgres;

import org.jspecify.annotations.NullMarked;
