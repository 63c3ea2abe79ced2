package dev.leeward.compliance.assessment;

import java.time.Instant;

/** The headline rating from that moment on. */
public record RatingPoint(Instant at, double percent, int satisfied, int applicable) {}
