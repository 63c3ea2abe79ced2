/** Controls and what satisfies them. */
@NullMarked
package dev.leeward.compliance.control;

import org.jspecify.annotations.NullMarked;
