/** Policies, how they combine, and the decision that comes out: pure, deterministic, without a clock. */
@NullMarked
package dev.leeward.policy.policy;

import org.jspecify.annotations.NullMarked;
