package dev.leeward.compliance.event;

import java.util.Comparator;

/**
 * The place of an event in its source's own order. What is newer is decided by epoch and sequence, never by arrival; the
 * event id decides between two events that claim the same place, so that every order of arrival ends alike.
 */
public record Version(long epoch, long sequence, String eventId) implements Comparable<Version> {
    private static final Comparator<Version> ORDER = Comparator.comparingLong(Version::epoch)
            .thenComparingLong(Version::sequence)
            .thenComparing(Version::eventId);

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }
}
