/** The rules that see incidents in what the log states. */
@NullMarked
package dev.leeward.compliance.rule;

import org.jspecify.annotations.NullMarked;
