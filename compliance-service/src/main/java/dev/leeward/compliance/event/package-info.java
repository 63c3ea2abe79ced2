/** The events of the stream in this service's own words. */
@NullMarked
package dev.leeward.compliance.event;

import org.jspecify.annotations.NullMarked;
