@NullMarked
package dev.leeward.compliance.incident;

import org.jspecify.annotations.NullMarked;
