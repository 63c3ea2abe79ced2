package dev.leeward.messaging;

/** Why a record cannot be taken in: a stable reason, and the detail for whoever looks into it. */
record Poison(String reason, String detail) {
    static final String EFFECT_FAILED = "effect-failed";
}
