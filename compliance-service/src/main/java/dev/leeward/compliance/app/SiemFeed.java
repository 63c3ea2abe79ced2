package dev.leeward.compliance.app;

import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.IncidentId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Feeds SIEM tools with every event of the evidence log, in the order of each partition, each once: the position is kept in
 * the transaction that says the record. It follows the log on its own, so that a slow feed never holds the views up, and
 * building the views anew feeds nothing twice.
 */
@ApplicationScoped
public class SiemFeed {
    private static final Logger LOG = Logger.getLogger(SiemFeed.class);
    private static final int PART = 500;

    private final EvidenceLog log;
    private final EventReader reader;
    private final SiemFormat format;
    private final Publications publications;
    private final SiemFormat.Context context;

    SiemFeed(
            EvidenceLog log,
            EventReader reader,
            SiemFormat format,
            Publications publications,
            FactStore facts,
            IncidentStore incidents) {
        this.log = log;
        this.reader = reader;
        this.format = format;
        this.publications = publications;
        this.context = new Known(facts, incidents);
    }

    private record Known(FactStore facts, IncidentStore incidents) implements SiemFormat.Context {
        @Override
        public boolean runsSensitiveWorkloads(String hostId) {
            return facts.runsSensitiveWorkloads(hostId);
        }

        @Override
        public Optional<Incident> incident(String incidentId) {
            return incidents.life(new IncidentId(incidentId)).map(Incident.Life::incident);
        }
    }

    /** Feeds the next part; false where there was nothing to feed. */
    @Transactional
    public boolean feed() {
        List<EvidenceLog.Entry> entries = log.nextForSiem(PART);
        entries.forEach(this::feed);
        return !entries.isEmpty();
    }

    /** One entry that cannot be put into words for a SIEM must not keep the others from it. */
    private void feed(EvidenceLog.Entry entry) {
        SiemFormat.SiemRecord record;
        try {
            record = format.format(reader.read(entry.raw(), entry.provenance()), context);
        } catch (IllegalStateException | IllegalArgumentException e) {
            LOG.errorf(e, "siem.left-out event=%s", entry.provenance());
            return;
        }
        publications.siem(record.key(), record.json(), record.headers());
    }
}
