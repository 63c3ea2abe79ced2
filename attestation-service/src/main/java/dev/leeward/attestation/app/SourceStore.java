package dev.leeward.attestation.app;

import dev.leeward.attestation.host.SourceId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Where it is kept how inventory sources did. */
public interface SourceStore {

    /** Takes the turn to ask the source, where it is due; nobody else takes it before the next time. */
    boolean claim(SourceId source, Instant now, Instant next);

    /** Has the source asked as soon as somebody looks. */
    void askNow(SourceId source, Instant now);

    void save(SourceStatus status);

    Map<SourceId, SourceStatus> all();

    /** Forgets all other sources. */
    void keep(Set<SourceId> sources);
}
