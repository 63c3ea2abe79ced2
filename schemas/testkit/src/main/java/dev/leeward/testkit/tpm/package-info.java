/**
 * Hosts that measure themselves, for the launcher and for tests: a software TPM 2.0 that signs genuine quotes, the event
 * log of a measured boot and a measured launch, and the reference values that follow from the same inputs.
 *
 * <p>Structures follow the TPM 2.0 Library Specification part 2 (rev. 1.59) and the TCG PC Client Platform Firmware
 * Profile (rev. 1.05). A software TPM proves nothing about hardware: whoever endorses one says so of a program.
 */
@NullMarked
package dev.leeward.testkit.tpm;

import org.jspecify.annotations.NullMarked;
