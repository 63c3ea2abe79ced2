package dev.leeward.messaging;

import com.arjuna.ats.jta.common.jtaPropertyManager;
import jakarta.transaction.Synchronization;

/**
 * Work that has to come after what everybody else does right before the commit. Quarkus' own registry groups
 * synchronizations and puts those of Hibernate, which flush entities, after all others; the transaction manager's
 * registry beneath it calls them in the order of their registration, and takes new ones until the last has been called.
 * So whoever registers here again when called for the first time comes after everything that is registered by then.
 */
final class LastSynchronization {
    private LastSynchronization() {}

    static void register(Synchronization synchronization) {
        jtaPropertyManager
                .getJTAEnvironmentBean()
                .getTransactionSynchronizationRegistry()
                .registerInterposedSynchronization(synchronization);
    }
}
