@NullMarked
package dev.leeward.events;

import org.jspecify.annotations.NullMarked;
