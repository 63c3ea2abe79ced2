@NullMarked
package dev.leeward.compliance.app;

import org.jspecify.annotations.NullMarked;
