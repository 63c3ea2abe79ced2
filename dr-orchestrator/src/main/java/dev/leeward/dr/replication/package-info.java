/** How far a replica lies behind, and what loss that would mean. */
@NullMarked
package dev.leeward.dr.replication;

import org.jspecify.annotations.NullMarked;
