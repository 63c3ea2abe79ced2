package dev.leeward.compliance.app;

import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.evidence.Provenance;

/** Reads the bytes that the evidence log keeps. */
public interface EventReader {
    /** The event in these bytes. */
    Event read(byte[] raw, Provenance provenance);
}
