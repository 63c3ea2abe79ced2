/** Who gets the next migration slot. */
@NullMarked
package dev.leeward.migration.fairness;

import org.jspecify.annotations.NullMarked;
