/** Protection groups: a tenant's workloads that replicate, and fail over, as one. */
@NullMarked
package dev.leeward.dr.group;

import org.jspecify.annotations.NullMarked;
