/** The use cases: folding, incidents, the SIEM feed, rebuilding; each in one transaction. */
@NullMarked
package dev.leeward.compliance.app;

import org.jspecify.annotations.NullMarked;
