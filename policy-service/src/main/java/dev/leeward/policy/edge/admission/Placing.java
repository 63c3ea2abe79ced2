package dev.leeward.policy.edge.admission;

import dev.leeward.policy.placement.Action;
import java.util.List;

/**
 * What a request would place.
 *
 * @param candidates the nodes that the scheduler may choose, each of which must pass; the one that it runs on is none
 * @param chosen whether the scheduler has chosen: it acts for whoever was allowed to have the machine there
 */
record Placing(Action action, Machine machine, List<Node> candidates, boolean chosen) {
    Placing {
        candidates = List.copyOf(candidates);
    }

    /** What the scheduler has yet to choose a node for. */
    Placing(Action action, Machine machine, List<Node> candidates) {
        this(action, machine, candidates, false);
    }
}
