/** The proof: where each event stands in the log, and the hash chain over each partition. */
@NullMarked
package dev.leeward.compliance.evidence;

import org.jspecify.annotations.NullMarked;
