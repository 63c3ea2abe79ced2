/** Where a workload's data is, and what must cross the link when it moves. */
@NullMarked
package dev.leeward.migration.volume;

import org.jspecify.annotations.NullMarked;
