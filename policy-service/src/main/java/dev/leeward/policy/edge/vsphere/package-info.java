/**
 * The enforcement point before a vCenter: administrators' tools talk to it as they would to the vCenter, and what would put
 * a workload onto a host is decided before it passes.
 */
@NullMarked
package dev.leeward.policy.edge.vsphere;

import org.jspecify.annotations.NullMarked;
