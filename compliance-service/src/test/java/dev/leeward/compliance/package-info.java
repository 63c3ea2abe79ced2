@NullMarked
package dev.leeward.compliance;

import org.jspecify.annotations.NullMarked;
