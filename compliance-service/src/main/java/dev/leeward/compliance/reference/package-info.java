/** Reference manifests: what is known good, and how two of them differ. */
@NullMarked
package dev.leeward.compliance.reference;

import org.jspecify.annotations.NullMarked;
