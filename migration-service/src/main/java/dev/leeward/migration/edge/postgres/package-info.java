/** The service's own tables. */
@NullMarked
package dev.leeward.migration.edge.postgres;

import org.jspecify.annotations.NullMarked;
