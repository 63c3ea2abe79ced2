package dev.leeward.compliance.app;

import dev.leeward.compliance.evidence.Provenance;
import java.util.List;
import java.util.function.Consumer;

/** The log of everything that was taken in, chained by hash, never changed. */
public interface EvidenceLog {
    /** Appends records of any partitions, each partition's in the order of offsets, in the caller's transaction. */
    void append(List<Recorded> batch);

    /** A record as the log keeps it, with the link that the log keeps for it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(Provenance provenance, byte[] hash, byte[] raw) {}

    /**
     * Reads the whole log, partition after partition, each in the order of offsets, in parts of at most {@code size}; the
     * order of partitions says nothing about the order of events.
     */
    void readAll(int size, Consumer<List<Entry>> part);

    /**
     * Reads what the SIEM feed has not seen yet, in parts of one partition each, and remembers in the caller's transaction
     * that it has. Empty where there is nothing, or another instance is at it.
     */
    List<Entry> nextForSiem(int size);
}
