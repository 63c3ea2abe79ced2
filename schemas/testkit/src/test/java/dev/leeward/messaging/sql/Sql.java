package dev.leeward.messaging.sql;

/** Stands in for the real one, which this module does not know, in the tests of the house rules. */
public final class Sql {
    /** Changes rows. */
    public int update(String statement) {
        return statement.length();
    }
}
