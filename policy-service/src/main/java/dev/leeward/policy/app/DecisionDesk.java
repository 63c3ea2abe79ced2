package dev.leeward.policy.app;

import dev.leeward.messaging.Caused;
import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Gathering;
import dev.leeward.policy.app.DecisionPoint.Asked;
import dev.leeward.policy.app.DecisionPoint.Question;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where callers that wait for the answer ask: what several ask at the same time is decided in one transaction. */
@ApplicationScoped
public class DecisionDesk {
    private static final int WORKERS = 2;
    private static final int LARGEST = 64;

    private final EventContext context;
    private final Gathering<Caused<Question>, Asked> asking;

    DecisionDesk(DecisionPoint decisions, EventContext context) {
        this.context = context;
        this.asking = new Gathering<>(
                "decisions",
                WORKERS,
                LARGEST,
                decisions::askAll,
                alone -> decisions.askAll(List.of(alone)).getFirst(),
                Infrastructure.getDefaultWorkerPool());
    }

    /** As {@link DecisionPoint#ask}, in a transaction of its own; the answer comes later, and no thread waits for it. */
    public CompletionStage<Asked> ask(Question question) {
        return asking.bring(Caused.now(question, context));
    }

    @PreDestroy
    void close() {
        asking.close();
    }
}
