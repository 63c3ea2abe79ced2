package dev.leeward.compliance.assessment;

import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.event.Event;

/**
 * The outcome of a control for a subject is another than before.
 *
 * @param cause the event that it follows from
 */
public record Finding(String subject, Assessment assessment, ControlStatus previous, Event cause) {}
