package dev.leeward.compliance.app.query;

import java.time.Instant;

/**
 * A place where moves are asked about before they happen, as the decision log knows it.
 *
 * @param enforcementPoint its name, for example migration-service
 * @param last when it asked last
 * @param decisions how often it asked in the span that was looked at
 * @param refused how many of these were not allowed
 */
public record GuardedSurface(String enforcementPoint, Instant last, long decisions, long refused) {}
