/** The two-person rule: what somebody asked for, somebody else agrees to. */
@NullMarked
package dev.leeward.policy.approval;

import org.jspecify.annotations.NullMarked;
