/** Break-glass: what it takes to override policies, and for how long. */
@NullMarked
package dev.leeward.policy.emergency;

import org.jspecify.annotations.NullMarked;
