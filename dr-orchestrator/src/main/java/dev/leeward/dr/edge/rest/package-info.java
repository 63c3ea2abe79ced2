/** The orchestrator's HTTP API. */
@NullMarked
package dev.leeward.dr.edge.rest;

import org.jspecify.annotations.NullMarked;
