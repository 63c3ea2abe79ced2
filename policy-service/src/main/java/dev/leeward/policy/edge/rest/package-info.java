/** The REST surface, {@code /v1}. */
@NullMarked
package dev.leeward.policy.edge.rest;

import org.jspecify.annotations.NullMarked;
