/** What would have been decided: kept decisions, made again by other policies. */
@NullMarked
package dev.leeward.policy.simulation;

import org.jspecify.annotations.NullMarked;
