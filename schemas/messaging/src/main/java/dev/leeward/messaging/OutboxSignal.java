package dev.leeward.messaging;

import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the relay of this process when a transaction with events has committed. (A trigger with NOTIFY would do so
 * inside of the transaction, and PostgreSQL commits those one after the other: its notification queue has one lock,
 * held through the flush of the log.)
 */
@Singleton
class OutboxSignal {
    private final Semaphore commits = new Semaphore(0);

    void committed() {
        commits.release();
    }

    /** Waits for a commit, and forgets those that came before. */
    boolean await(long millis) throws InterruptedException {
        boolean woken = commits.tryAcquire(millis, TimeUnit.MILLISECONDS);
        commits.drainPermits();
        return woken;
    }
}
