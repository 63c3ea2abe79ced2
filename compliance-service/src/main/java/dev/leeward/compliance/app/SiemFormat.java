package dev.leeward.compliance.app;

import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.incident.Incident;
import java.util.Map;
import java.util.Optional;

/** Turns an event into what SIEM tools read. */
public interface SiemFormat {
    /** The record for an event. */
    SiemRecord format(Event event, Context context);

    /** What the record may need to know beyond the event. */
    interface Context {
        /** Whether sensitive workloads run on the host now. */
        boolean runsSensitiveWorkloads(String hostId);

        /** The incident that an event speaks of; empty where it is not known. */
        Optional<Incident> incident(String incidentId);
    }

    /** A record for a SIEM: its key, its JSON, its headers. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SiemRecord(String key, byte[] json, Map<String, String> headers) {
        public SiemRecord {
            headers = Map.copyOf(headers);
        }
    }
}
