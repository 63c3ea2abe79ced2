package dev.leeward.policy.review;

/** How many people it takes to put a policy set in force. */
public enum Review {
    /** One drafts, another approves and publishes. */
    TWO_PERSON,
    /** One may do it all: for development only. */
    SINGLE
}
