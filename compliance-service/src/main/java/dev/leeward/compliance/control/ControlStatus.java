package dev.leeward.compliance.control;

/** The outcome of an assessment. Only {@link #SATISFIED} counts for the rating; {@link #NOT_APPLICABLE} is left out of it. */
public enum ControlStatus {
    NOT_APPLICABLE,
    SATISFIED,
    NOT_SATISFIED,
    UNKNOWN
}
