@NullMarked
package dev.leeward.compliance.edge.postgres;

import org.jspecify.annotations.NullMarked;
