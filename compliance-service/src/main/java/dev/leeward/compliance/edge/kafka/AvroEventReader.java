package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.app.EventReader;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.events.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads the wire format from the evidence log, which holds only what could be read when it came in. */
@ApplicationScoped
class AvroEventReader implements EventReader {
    private final EventCodec codec = new EventCodec();

    @Override
    public Event read(byte[] raw, Provenance provenance) {
        return FactMapper.event(codec.decode(raw), provenance);
    }
}
