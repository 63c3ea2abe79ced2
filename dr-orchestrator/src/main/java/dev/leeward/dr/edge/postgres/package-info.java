/** The orchestrator's own database. */
@NullMarked
package dev.leeward.dr.edge.postgres;

import org.jspecify.annotations.NullMarked;
