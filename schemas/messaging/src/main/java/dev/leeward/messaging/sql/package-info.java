/** How a service speaks to its database: plain JDBC with less of it. */
@NullMarked
package dev.leeward.messaging.sql;

import org.jspecify.annotations.NullMarked;
