package dev.leeward.compliance.app;

import dev.leeward.compliance.assessment.Finding;
import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.Change;
import dev.leeward.compliance.incident.Incident;
import java.util.Map;

/** What this service says to others, through the outbox, in the caller's transaction. */
public interface Publications {
    /** An incident was opened. Its event id follows from the name. */
    void opened(Incident incident, Change.Opened change, String name);

    /** An incident was reopened. Its event id follows from the name. */
    void reopened(Incident incident, Change.Reopened change, String name);

    /** A person answered; the event's id is the answer's. */
    void answered(Incident incident, Answer answer);

    /** The outcome of a control is new. Its event id follows from the finding. */
    void assessed(Finding finding);

    /** A record for SIEM tools. */
    void siem(String key, byte[] json, Map<String, String> headers);
}
