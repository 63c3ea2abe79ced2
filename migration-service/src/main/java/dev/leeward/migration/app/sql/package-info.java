/** Plain JDBC with less of it, for the edges that keep tables. */
@NullMarked
package dev.leeward.migration.app.sql;

import org.jspecify.annotations.NullMarked;
