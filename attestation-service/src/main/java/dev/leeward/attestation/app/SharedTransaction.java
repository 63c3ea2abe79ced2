package dev.leeward.attestation.app;

/** What holds for the transaction at hand, where several callers share it. */
public interface SharedTransaction {

    /**
     * Commits without waiting for the disk. A crash of the database may undo it, which is for challenges that nobody has
     * answered: an answer finds none then, and asks for another. Whatever is answered is on disk, with all that came
     * before.
     */
    void losable();

    /**
     * From now on whoever would wait for a lock for more than a moment fails instead, so that one that is locked does not
     * hold up the others.
     */
    void impatient();
}
