/** Where the evidence log and the views are kept. */
@NullMarked
package dev.leeward.compliance.edge.postgres;

import org.jspecify.annotations.NullMarked;
