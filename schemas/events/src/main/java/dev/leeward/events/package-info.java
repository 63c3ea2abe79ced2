/** What is said, on which topic, and how it looks on the wire. */
@NullMarked
package dev.leeward.events;

import org.jspecify.annotations.NullMarked;
