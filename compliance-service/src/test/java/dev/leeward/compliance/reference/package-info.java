@NullMarked
package dev.leeward.compliance.reference;

import org.jspecify.annotations.NullMarked;
