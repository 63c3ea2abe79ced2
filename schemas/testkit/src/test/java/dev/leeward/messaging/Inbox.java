package dev.leeward.messaging;

/** Stands in for the real inbox, which this module does not know, in the tests of the house rules. */
public final class Inbox {
    /** Takes a record. */
    public void each(String record) {
        System.out.println(record);
    }
}
