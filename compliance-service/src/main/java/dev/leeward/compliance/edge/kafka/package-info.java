/** Where events enter and leave. */
@NullMarked
package dev.leeward.compliance.edge.kafka;

import org.jspecify.annotations.NullMarked;
