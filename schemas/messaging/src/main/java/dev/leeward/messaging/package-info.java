/** How events are carried: the outbox and its relay, the inbox, dead letters, and the position of each feed. */
@NullMarked
package dev.leeward.messaging;

import org.jspecify.annotations.NullMarked;
