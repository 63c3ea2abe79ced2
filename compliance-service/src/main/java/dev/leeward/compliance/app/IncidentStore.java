package dev.leeward.compliance.app;

import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.IncidentId;
import dev.leeward.compliance.incident.Signal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What incidents follow from, and the incidents. Everything happens in the caller's transaction. */
public interface IncidentStore {
    /** Adds signals that one event alone gave, each once. */
    void add(Collection<Signal> signals);

    /** Adds answers, each once. */
    void answer(Collection<Answer> answers);

    /**
     * Replaces the signals that were derived from these things by those that are now.
     *
     * @return the incidents that had such signals before
     */
    Set<IncidentId> replace(Collection<String> derivedFrom, Collection<Signal> signals);

    /** Of these incidents, those that are there, as they were saved last. */
    Map<IncidentId, Incident> known(Collection<IncidentId> incidents);

    /** The incidents with answers that were given to one of these events. */
    Set<IncidentId> answered(Collection<String> eventIds);

    /** The signals of each of these incidents. */
    Map<IncidentId, List<Signal>> signals(Collection<IncidentId> incidents);

    /** The answers to each of these incidents. */
    Map<IncidentId, List<Answer>> answers(Collection<IncidentId> incidents);

    /** Every incident that has a signal. */
    Set<IncidentId> all();

    /** Writes incidents as they are now, and removes those that nothing speaks for any more. */
    void save(Collection<Incident> incidents, Collection<IncidentId> gone);

    /** The life of an incident as it follows from everything that is known. */
    Optional<Incident.Life> life(IncidentId incident);

    /** Of these names, those under which nothing was published yet; they count as published from now on. */
    Set<String> unpublished(Collection<String> names);
}
