/** Ports to hypervisors, storage and fencing; every adapter passes the same contract suite. */
@NullMarked
package dev.leeward.migration.app.hypervisor;

import org.jspecify.annotations.NullMarked;
