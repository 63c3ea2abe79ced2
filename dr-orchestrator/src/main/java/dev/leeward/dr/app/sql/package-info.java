/** A thin hand on JDBC, for the edges that keep things in PostgreSQL. */
@NullMarked
package dev.leeward.dr.app.sql;

import org.jspecify.annotations.NullMarked;
