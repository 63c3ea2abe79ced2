/** Hosts and their trust. */
@NullMarked
package dev.leeward.compliance.host;

import org.jspecify.annotations.NullMarked;
