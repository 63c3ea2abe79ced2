/** Incidents: which signals open them, and their life until a person resolves them. */
@NullMarked
package dev.leeward.compliance.incident;

import org.jspecify.annotations.NullMarked;
