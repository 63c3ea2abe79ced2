package dev.leeward.dr.run;

/** Which way a running plan run goes. */
public enum Phase {
    /** Through the plan. */
    FORWARD,
    /** Nothing new starts; what is under way comes to its end. */
    CANCELLING,
    /** Back to where everything was. */
    ROLLBACK
}
