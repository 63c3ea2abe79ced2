/** Assessments of hosts against controls, and the rating that follows. */
@NullMarked
package dev.leeward.compliance.assessment;

import org.jspecify.annotations.NullMarked;
