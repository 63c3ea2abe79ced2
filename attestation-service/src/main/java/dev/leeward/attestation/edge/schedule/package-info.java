/** What happens by itself: expiry, re-appraisal, pruning. */
@NullMarked
package dev.leeward.attestation.edge.schedule;

import org.jspecify.annotations.NullMarked;
