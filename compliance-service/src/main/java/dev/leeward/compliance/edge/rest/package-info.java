/** The REST interface. */
@NullMarked
package dev.leeward.compliance.edge.rest;

import org.jspecify.annotations.NullMarked;
