package dev.leeward.attestation.app;

import dev.leeward.attestation.app.SharedTransaction.Answering;
import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.Caused;
import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Gathering;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where agents ask for their next round and for challenges, and hand in evidence. Those of many hosts at the same time are done in one transaction;
 * what each says goes back to its own caller. No thread of a caller waits meanwhile.
 */
@ApplicationScoped
public class AttestationDesk {

    private static final int WORKERS = 2;
    private static final int LARGEST = 64;

    private final EventContext context;
    private final Gathering<HostId, Rounds.Outcome> asking;
    private final Gathering<Caused<HostId>, Challenges.Outcome> issuing;
    private final Gathering<Caused<Answering>, EvidenceIntake.Outcome> intake;

    AttestationDesk(
            EventContext context,
            Rounds rounds,
            Challenges challenges,
            EvidenceIntake evidence,
            SharedTransaction transaction,
            Clock clock) {
        this.context = context;
        this.asking = new Gathering<>(
                "rounds",
                1,
                LARGEST,
                rounds::ask,
                host -> rounds.ask(List.of(host)).getFirst(),
                Infrastructure.getDefaultWorkerPool());
        this.issuing = new Gathering<>(
                "challenges",
                WORKERS,
                LARGEST,
                batch -> together(batch, challenges::issue, asked -> transaction.beginIssuing(asked, clock.instant())),
                asked -> asked.during(context, () -> challenges.issue(asked.what())),
                Infrastructure.getDefaultWorkerPool());
        this.intake = new Gathering<>(
                "evidence",
                WORKERS,
                LARGEST,
                batch -> together(
                        batch,
                        answer -> submit(evidence, answer),
                        answers -> transaction.beginIntake(answers, clock.instant())),
                asked -> asked.during(context, () -> submit(evidence, asked.what())),
                Infrastructure.getDefaultWorkerPool());
    }

    /** As {@link Rounds#ask}; the outcome comes later. */
    public CompletionStage<Rounds.Outcome> ask(HostId host) {
        return asking.bring(host);
    }

    /** As {@link Challenges#issue}; the outcome comes later. */
    public CompletionStage<Challenges.Outcome> issue(HostId host) {
        return issuing.bring(Caused.now(host, context));
    }

    /** As {@link EvidenceIntake#submit}; the outcome comes later. */
    public CompletionStage<EvidenceIntake.Outcome> submit(HostId host, UUID challenge, Submission submission) {
        return intake.bring(Caused.now(new Answering(host, challenge, submission), context));
    }

    private static EvidenceIntake.Outcome submit(EvidenceIntake intake, Answering answer) {
        return intake.submit(answer.host(), answer.challenge(), answer.submission());
    }

    /** One transaction, that reads and locks what all of them need before the first of them is done. */
    private <T, R> List<R> together(List<Caused<T>> batch, Function<T, R> work, Consumer<Collection<T>> readAhead) {
        return QuarkusTransaction.requiringNew().call(() -> {
            readAhead.accept(batch.stream().map(Caused::what).toList());
            return batch.stream()
                    .map(asked -> asked.during(context, () -> work.apply(asked.what())))
                    .toList();
        });
    }

    @PreDestroy
    void close() {
        asking.close();
        issuing.close();
        intake.close();
    }
}
