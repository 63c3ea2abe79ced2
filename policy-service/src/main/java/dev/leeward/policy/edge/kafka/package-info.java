/** Where events come in and go out; the only place that knows Avro. */
@NullMarked
package dev.leeward.policy.edge.kafka;

import org.jspecify.annotations.NullMarked;
