/** Each tenant's share of the orchestrator. */
@NullMarked
package dev.leeward.dr.quota;

import org.jspecify.annotations.NullMarked;
