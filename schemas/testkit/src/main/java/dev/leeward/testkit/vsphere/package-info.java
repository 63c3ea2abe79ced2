/** A vCenter for tests: the simulator of the govmomi library, with hosts that measured their boot. */
@NullMarked
package dev.leeward.testkit.vsphere;

import org.jspecify.annotations.NullMarked;
