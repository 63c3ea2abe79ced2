/** The console: pages rendered here, kept live by server-sent events, entered with a bearer token. */
@NullMarked
package dev.leeward.compliance.edge.console;

import org.jspecify.annotations.NullMarked;
