/** The fold: which rows of the views a batch of events states, whatever order they come in. */
@NullMarked
package dev.leeward.compliance.fold;

import org.jspecify.annotations.NullMarked;
