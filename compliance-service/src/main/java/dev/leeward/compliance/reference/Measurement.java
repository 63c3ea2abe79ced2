package dev.leeward.compliance.reference;

/**
 * A known-good measurement.
 *
 * @param digest SHA-256 that is extended, lower-case hexadecimal
 * @param description what is measured
 */
public record Measurement(int pcr, String digest, String description) {}
