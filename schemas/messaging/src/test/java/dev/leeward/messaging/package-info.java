@NullMarked
package dev.leeward.messaging;

import org.jspecify.annotations.NullMarked;
