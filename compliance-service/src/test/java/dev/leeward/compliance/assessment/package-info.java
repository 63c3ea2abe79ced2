@NullMarked
package dev.leeward.compliance.assessment;

import org.jspecify.annotations.NullMarked;
