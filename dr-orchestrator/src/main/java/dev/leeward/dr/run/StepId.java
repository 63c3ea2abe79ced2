package dev.leeward.dr.run;

/** A step within its run, as action and subject: {@code move/acme-db}. */
public record StepId(String value) {
    public StepId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("step id is blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
