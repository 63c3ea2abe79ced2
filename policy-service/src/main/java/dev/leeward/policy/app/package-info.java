/** The use cases: decide, answer approvals, keep the view; what they need of the outside is an interface here. */
@NullMarked
package dev.leeward.policy.app;

import org.jspecify.annotations.NullMarked;
