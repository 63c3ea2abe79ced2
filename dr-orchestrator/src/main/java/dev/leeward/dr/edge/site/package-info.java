/** Adapters to the sites' replication and fencing. */
@NullMarked
package dev.leeward.dr.edge.site;

import org.jspecify.annotations.NullMarked;
