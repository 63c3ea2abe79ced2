package dev.leeward.compliance.assessment;

import dev.leeward.compliance.control.Control;
import dev.leeward.compliance.control.ControlStatus;

/**
 * The outcome of one control for one subject.
 *
 * @param detail what was expected and what was observed
 */
public record Assessment(Control control, ControlStatus status, String detail) {}
