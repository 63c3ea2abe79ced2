package dev.leeward.messaging;

import org.apache.kafka.common.TopicPartition;

/** The database knows less than this process has applied. Going on would skip events; a new start reads them again. */
final class PositionMovedBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PositionMovedBack(String consumer, TopicPartition partition, long stored, long expected) {
        super("The stored position of " + consumer + " on " + partition + " is " + stored + ", behind the " + expected
                + " that was committed: the database was restored or reset. Restart the service.");
    }
}
