package dev.leeward.dr.app;

import java.util.List;
import java.util.Optional;

/** Who asks, as the identity provider vouches for it. */
public record Requester(String id, List<String> roles, Optional<String> tenant) {
    public Requester {
        roles = List.copyOf(roles);
    }
}
