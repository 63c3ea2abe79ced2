/** The REST API. */
@NullMarked
package dev.leeward.attestation.edge.rest;

import org.jspecify.annotations.NullMarked;
