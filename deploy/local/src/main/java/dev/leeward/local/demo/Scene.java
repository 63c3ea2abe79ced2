package dev.leeward.local.demo;

/** One scene of the demonstration as it was played: what had to be seen, what was seen, and how long it took. */
public record Scene(int scene, String title, String expected, String observed, boolean ok, long millis) {}
