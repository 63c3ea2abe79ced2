package dev.leeward.messaging;

import dev.leeward.events.common.Envelope;
import org.apache.avro.specific.SpecificRecord;

/** An event that came in, the bytes that it came in, and where from: topic, partition and offset are its proof. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Received(SpecificRecord event, byte[] raw, Envelope envelope, String topic, int partition, long offset) {}
