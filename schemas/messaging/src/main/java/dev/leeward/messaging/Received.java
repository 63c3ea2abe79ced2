package dev.leeward.messaging;

import dev.leeward.events.common.Envelope;
import org.apache.avro.specific.SpecificRecord;

/** An event that came in, and where from: topic, partition and offset are its proof. */
public record Received(SpecificRecord event, Envelope envelope, String topic, int partition, long offset) {}
