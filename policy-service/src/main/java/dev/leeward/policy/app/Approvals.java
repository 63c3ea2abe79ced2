package dev.leeward.policy.app;

import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.Approval.Answer;
import dev.leeward.policy.placement.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Takes the answers of second persons. */
@ApplicationScoped
public class Approvals {
    private static final Logger LOG = Logger.getLogger(Approvals.class);

    private final ApprovalStore store;
    private final Announcer announcer;
    private final Clock clock;

    Approvals(ApprovalStore store, Announcer announcer, Clock clock) {
        this.store = store;
        this.announcer = announcer;
        this.clock = clock;
    }

    /**
     * Answers a request; empty where there is none that this person may see.
     *
     * @param comment what they say to it; may be empty
     */
    @Transactional
    public Optional<Answer> answer(UUID id, boolean granted, Principal by, String comment) {
        return store.claim(id)
                .filter(approval -> by.tenant() == null
                        || by.tenant().equals(approval.request().tenant()))
                .map(approval -> {
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    Answer answer = approval.answer(granted, by, now, comment);
                    if (answer instanceof Answer.Accepted(Approval answered) && !answered.equals(approval)) {
                        store.answer(answered);
                        announcer.answered(answered);
                        LOG.infof("approval.answered approval=%s granted=%s by=%s", id, granted, by.id());
                    }
                    return answer;
                });
    }
}
