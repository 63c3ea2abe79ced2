/** Sites, hosts, and whether a host is trusted right now. */
@NullMarked
package dev.leeward.migration.host;

import org.jspecify.annotations.NullMarked;
