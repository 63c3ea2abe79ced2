package dev.leeward.compliance.app.query;

import dev.leeward.compliance.event.HostFact;

/**
 * Something that was said of a host: a verdict, a refusal of evidence, an enrolment or its end.
 *
 * @param event the event, with its proof
 * @param fact what it says: TrustChanged, EvidenceRejected, HostEnrolled or EnrolmentWithdrawn
 */
public record HistoryEntry(LoggedEvent event, HostFact fact) {}
