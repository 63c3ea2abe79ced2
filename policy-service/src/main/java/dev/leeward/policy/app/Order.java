package dev.leeward.policy.app;

/** The place of an event in its source's order: events are ordered by it, never by arrival. */
public record Order(long epoch, long sequence) {}
