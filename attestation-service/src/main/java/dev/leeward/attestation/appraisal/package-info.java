/** Appraisal: comparing verified evidence with reference values, and the life of the result until it expires. */
@NullMarked
package dev.leeward.attestation.appraisal;

import org.jspecify.annotations.NullMarked;
