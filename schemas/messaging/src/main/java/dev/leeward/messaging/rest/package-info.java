/** What every REST edge shares: problem details, the caller and its tenant, pages. */
@NullMarked
package dev.leeward.messaging.rest;

import org.jspecify.annotations.NullMarked;
