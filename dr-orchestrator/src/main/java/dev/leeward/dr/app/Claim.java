package dev.leeward.dr.app;

import dev.leeward.dr.group.RunId;

/**
 * An engine's hold on a run.
 *
 * @param fence grows with every claim; what an engine writes under an older one is refused
 * @param takenOver whether an earlier engine went away without letting go
 */
public record Claim(RunId run, String engine, long fence, boolean takenOver) {}
