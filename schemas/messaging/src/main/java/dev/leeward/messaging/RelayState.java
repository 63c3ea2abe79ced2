package dev.leeward.messaging;

/** What the outbox relay of this process is doing. */
public enum RelayState {
    /** Not running: switched off, not yet started, or stopped. */
    OFF,
    /** Another process of the service sends. */
    STANDBY,
    /** It sends. */
    ACTIVE,
    /** It would send, but the broker does not take records: they wait in the outbox. */
    BROKER_UNREACHABLE,
    /** The database is away. */
    DATABASE_UNREACHABLE;

    /** Whether events are held up. */
    public boolean degraded() {
        return this == BROKER_UNREACHABLE || this == DATABASE_UNREACHABLE;
    }
}
