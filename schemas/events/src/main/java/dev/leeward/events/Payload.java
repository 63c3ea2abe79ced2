package dev.leeward.events;

/** What the values of a topic are. */
public enum Payload {
    /** Events in Avro, in the Confluent wire format (see {@link EventCodec}). */
    AVRO("application/vnd.confluent.avro", "Avro in the Confluent wire format"),
    /** One OCSF object a record, in JSON. */
    OCSF_JSON("application/json", "OCSF 1.8.0 in JSON"),
    /** The bytes of a record that could not be taken in, as they came; reason and origin are in the headers. */
    DEAD_LETTER("application/octet-stream", "the raw record; reason and origin in its headers");

    private final String contentType;
    private final String description;

    Payload(String contentType, String description) {
        this.contentType = contentType;
        this.description = description;
    }

    /** The media type of the values. */
    public String contentType() {
        return contentType;
    }

    /** The same in words. */
    public String description() {
        return description;
    }
}
