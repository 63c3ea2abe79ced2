package dev.leeward.dr.group;

/** An event that cannot follow: the history was damaged, and nothing may be built on it. */
public class CorruptHistory extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CorruptHistory(Object state, Object event) {
        super("corrupt history: " + event + " cannot follow " + state);
    }
}
