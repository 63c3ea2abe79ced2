/** The API under {@code /v1}. */
@NullMarked
package dev.leeward.migration.edge.rest;

import org.jspecify.annotations.NullMarked;
