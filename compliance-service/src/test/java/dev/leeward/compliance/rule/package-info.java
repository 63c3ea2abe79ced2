@NullMarked
package dev.leeward.compliance.rule;

import org.jspecify.annotations.NullMarked;
