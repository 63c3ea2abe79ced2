package dev.leeward.compliance.app;

import dev.leeward.compliance.event.Event;

/** An event with the bytes that it came in: what the evidence log keeps. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Recorded(Event event, byte[] raw) {}
