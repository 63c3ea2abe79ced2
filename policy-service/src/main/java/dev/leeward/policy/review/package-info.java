/** The life of a policy set: drafted, reviewed, published, superseded. */
@NullMarked
package dev.leeward.policy.review;

import org.jspecify.annotations.NullMarked;
