@NullMarked
package dev.leeward.compliance.edge.console;

import org.jspecify.annotations.NullMarked;
