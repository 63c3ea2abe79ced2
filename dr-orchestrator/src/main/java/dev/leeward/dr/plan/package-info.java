/** Recovery plans: versioned documents that say what starts in which order. */
@NullMarked
package dev.leeward.dr.plan;

import org.jspecify.annotations.NullMarked;
