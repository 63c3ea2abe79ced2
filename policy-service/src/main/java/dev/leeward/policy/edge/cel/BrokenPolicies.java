package dev.leeward.policy.edge.cel;

import java.util.List;
import java.util.stream.Collectors;

/** The policies cannot be loaded: the service does not start with fewer rules than were written. */
public final class BrokenPolicies extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<PolicyError> errors;

    BrokenPolicies(List<PolicyError> errors) {
        super(errors.stream()
                .map(PolicyError::toString)
                .collect(Collectors.joining("\n  ", "broken policies:\n  ", "")));
        this.errors = List.copyOf(errors);
    }

    /** All mistakes, in the order of the files. */
    public List<PolicyError> errors() {
        return errors;
    }
}
