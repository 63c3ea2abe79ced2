@NullMarked
package dev.leeward.messaging.sql;

import org.jspecify.annotations.NullMarked;
