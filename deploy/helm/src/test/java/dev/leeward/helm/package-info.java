@NullMarked
package dev.leeward.helm;

import org.jspecify.annotations.NullMarked;
