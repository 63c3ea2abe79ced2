package dev.leeward.compliance.app;

import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.evidence.HashChain;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.fold.Batch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds the views anew from the first entry of the evidence log. The log holds the bytes of every record that was taken
 * in, also of those that Kafka has dropped since, so nothing that was known is forgotten; its hash chain is checked on the
 * way. Readers see the old views until the new ones are complete. Nothing is published twice.
 */
@ApplicationScoped
public class Rebuild {
    private static final int PART = 2_000;

    private final EvidenceLog log;
    private final EventReader reader;
    private final FactStore facts;
    private final Incidents incidents;
    private final ChangeNotices notices;

    Rebuild(EvidenceLog log, EventReader reader, FactStore facts, Incidents incidents, ChangeNotices notices) {
        this.log = log;
        this.reader = reader;
        this.facts = facts;
        this.incidents = incidents;
        this.notices = notices;
    }

    /** What a rebuild did. */
    public record Report(long events, int partitions) {}

    /** The evidence log is not what was written: nothing was rebuilt. */
    public static final class BrokenChain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenChain(Provenance at) {
            super("The evidence log was changed at " + at + ": its hash does not follow from the entries before it");
        }
    }

    /**
     * Rebuilds everything in the caller's transaction.
     *
     * @throws BrokenChain where the log was tampered with
     */
    public Report run() {
        facts.exclusively();
        facts.clear();
        Replay replay = new Replay();
        log.readAll(PART, replay::part);
        incidents.deriveAll();
        notices.changed(Arrays.stream(View.values())
                .map(view -> new ViewChange(view, null))
                .collect(Collectors.toSet()));
        return new Report(replay.events, replay.partitions);
    }

    private final class Replay {
        private @Nullable HashChain chain;
        private @Nullable Provenance last;
        private long events;
        private int partitions;

        void part(List<EvidenceLog.Entry> entries) {
            Batch batch = new Batch(entries.stream()
                    .map(entry -> {
                        check(entry);
                        return reader.read(entry.raw(), entry.provenance());
                    })
                    .toList());
            facts.write(batch);
            incidents.keep(batch);
            events += entries.size();
        }

        private void check(EvidenceLog.Entry entry) {
            Provenance at = entry.provenance();
            HashChain current = chain;
            if (current == null
                    || last == null
                    || !last.topic().equals(at.topic())
                    || last.partition() != at.partition()) {
                current = HashChain.start(at.topic(), at.partition());
                chain = current;
                partitions++;
            }
            last = at;
            if (!Arrays.equals(current.add(at.offset(), entry.raw()), entry.hash())) {
                throw new BrokenChain(at);
            }
        }
    }
}
