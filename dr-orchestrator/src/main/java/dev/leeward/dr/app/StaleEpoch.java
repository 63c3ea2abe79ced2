package dev.leeward.dr.app;

/** A command carried an older epoch than was seen: its sender lost its right to command. */
public class StaleEpoch extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StaleEpoch(String subject, long epoch, long seen) {
        super(subject + ": epoch " + epoch + " is older than " + seen);
    }
}
