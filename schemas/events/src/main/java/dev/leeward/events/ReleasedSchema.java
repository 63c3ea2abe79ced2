package dev.leeward.events;

import org.apache.avro.Schema;

/**
 * A version of an event's schema as it was released, never to change.
 *
 * @param id what the wire format calls it
 * @param subject full name of the event (record-name strategy)
 * @param version from 1 upwards within the subject
 * @param schema the schema, with all types that it needs
 */
public record ReleasedSchema(int id, String subject, int version, Schema schema) {}
