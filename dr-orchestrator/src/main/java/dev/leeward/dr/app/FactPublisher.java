package dev.leeward.dr.app;

/** Says facts on the topics, in the caller's transaction. */
public interface FactPublisher {
    void run(Run run, RunFact fact, long sequence);

    void group(StoredGroup group, GroupFact fact, long sequence);

    void order(Run run, MoveOrder order);
}
