package dev.leeward.policy.app;

import dev.leeward.policy.simulation.Change;
import dev.leeward.policy.simulation.Simulation;
import java.util.List;

/** Tells what simulations found, within the transaction that ends them. */
public interface SimulationResults {
    /** A simulation is over; {@code examples} are a few of each kind of change. */
    void completed(Simulation simulation, List<Change> examples);
}
