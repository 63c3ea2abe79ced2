/** The life cycle of one migration: states, events, decisions. */
@NullMarked
package dev.leeward.migration.migration;

import org.jspecify.annotations.NullMarked;
