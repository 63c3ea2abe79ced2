@NullMarked
package dev.leeward.compliance.evidence;

import org.jspecify.annotations.NullMarked;
