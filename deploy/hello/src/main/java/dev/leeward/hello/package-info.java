/** A bare service with the authentication of Leeward's. */
@NullMarked
package dev.leeward.hello;

import org.jspecify.annotations.NullMarked;
