/** Listeners of a service besides its own: what others' tools and control planes call. */
@NullMarked
package dev.leeward.messaging.tls;

import org.jspecify.annotations.NullMarked;
