/** The service's own database. */
@NullMarked
package dev.leeward.policy.edge.postgres;

import org.jspecify.annotations.NullMarked;
