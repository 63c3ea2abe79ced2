/** Emptying a host or a site. */
@NullMarked
package dev.leeward.migration.evacuation;

import org.jspecify.annotations.NullMarked;
