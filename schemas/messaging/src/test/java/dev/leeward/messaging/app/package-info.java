/** A small service, to test with. */
@NullMarked
package dev.leeward.messaging.app;

import org.jspecify.annotations.NullMarked;
