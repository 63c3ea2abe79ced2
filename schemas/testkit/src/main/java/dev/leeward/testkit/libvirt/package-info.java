/** Hosts of libvirt, for tests and drills that move real machines. */
@NullMarked
package dev.leeward.testkit.libvirt;

import org.jspecify.annotations.NullMarked;
