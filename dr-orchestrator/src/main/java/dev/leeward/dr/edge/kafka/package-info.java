/** Where Kafka enters and leaves; Avro stays in here. */
@NullMarked
package dev.leeward.dr.edge.kafka;

import org.jspecify.annotations.NullMarked;
