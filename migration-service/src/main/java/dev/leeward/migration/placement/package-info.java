/** Workloads, where they run by which epoch, and where they may go. */
@NullMarked
package dev.leeward.migration.placement;

import org.jspecify.annotations.NullMarked;
