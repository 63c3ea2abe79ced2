/** The embedded data plane, and the oracle of the reliability tests. */
@NullMarked
package dev.leeward.migration.edge.hypervisor.simulator;

import org.jspecify.annotations.NullMarked;
