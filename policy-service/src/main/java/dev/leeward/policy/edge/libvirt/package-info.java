/** The enforcement point at the door of a libvirt host: its hook asks here before a machine comes in. */
@NullMarked
package dev.leeward.policy.edge.libvirt;

import org.jspecify.annotations.NullMarked;
