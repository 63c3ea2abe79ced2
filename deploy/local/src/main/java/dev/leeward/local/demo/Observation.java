package dev.leeward.local.demo;

/** What a scene showed, and whether that is what it had to show. */
record Observation(boolean ok, String observed) {}
