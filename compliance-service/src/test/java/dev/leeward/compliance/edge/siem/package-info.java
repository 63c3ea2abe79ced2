@NullMarked
package dev.leeward.compliance.edge.siem;

import org.jspecify.annotations.NullMarked;
