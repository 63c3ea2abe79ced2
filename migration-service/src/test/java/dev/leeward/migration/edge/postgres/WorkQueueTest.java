package dev.leeward.migration.edge.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.WorkQueue;
import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.app.WorkQueue.Kind;
import dev.leeward.migration.app.WorkQueue.LeaseLost;
import dev.leeward.migration.app.WorkQueue.WorkReady;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.SharedStack;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class WorkQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final UUID subject = UUID.randomUUID();
    private final Heard heard = new Heard();
    private final PostgresWorkQueue queue = queue();

    private PostgresWorkQueue queue() {
        SharedStack stack = LeewardStack.shared();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(stack.freshDatabase());
        source.setUser(stack.user());
        source.setPassword(stack.password());
        Sql sql = new Sql(source);
        sql.run(script());
        return new PostgresWorkQueue(sql, heard);
    }

    private static String script() {
        try (InputStream script = WorkQueueTest.class.getResourceAsStream("/db/migration/V1__migrations.sql")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void nothingElseIsDue() {
        queue.drop(Kind.SLOTS, WorkQueue.ALONE);
        queue.drop(Kind.DISCOVERY, WorkQueue.ALONE);
    }

    @Test
    void workIsClaimedByOneOnceItIsDue() {
        queue.wake(Kind.MIGRATION, subject, NOW);

        assertThat(queue.claim(NOW.minusMillis(1), 10, LEASE)).isEmpty();
        assertThat(queue.claim(NOW, 10, LEASE)).extracting(Claim::subject).containsExactly(subject);
        assertThat(queue.claim(NOW, 10, LEASE)).isEmpty();
        assertThat(heard.kinds).containsExactly(Kind.MIGRATION);
    }

    @Test
    void noMoreIsClaimedThanAskedFor() {
        for (int i = 0; i < 5; i++) {
            queue.wake(Kind.MIGRATION, UUID.randomUUID(), NOW);
        }

        assertThat(queue.claim(NOW, 3, LEASE)).hasSize(3);
        assertThat(queue.claim(NOW, 3, LEASE)).hasSize(2);
    }

    @Test
    void theWorkOfOneThatDiedIsTakenUpAndTheDeadCannotCommit() {
        queue.wake(Kind.MIGRATION, subject, NOW);
        Claim dead = claim(SHORT);
        Claim next = await().until(() -> queue.claim(NOW, 1, LEASE), c -> !c.isEmpty())
                .getFirst();

        assertThat(next.fence()).isGreaterThan(dead.fence());
        assertThatThrownBy(() -> queue.confirm(dead)).isInstanceOf(LeaseLost.class);
        queue.confirm(next);
        queue.release(dead, NOW, 0);
        queue.done(dead);
        queue.confirm(next);
    }

    @Test
    void aRenewedLeaseIsKept() {
        queue.wake(Kind.MIGRATION, subject, NOW);
        Claim claim = claim(SHORT);
        queue.renew(List.of(claim), LEASE);

        await().during(SHORT.multipliedBy(3))
                .until(() -> queue.claim(NOW, 1, LEASE).isEmpty());
    }

    @Test
    void workThatWasWokenWhileItWasDoneIsDoneAgain() {
        queue.wake(Kind.MIGRATION, subject, NOW);
        Claim claim = claim(LEASE);
        queue.wake(Kind.MIGRATION, subject, NOW);
        queue.done(claim);
        Claim again = claim(LEASE);
        queue.wake(Kind.MIGRATION, subject, NOW);
        queue.release(again, NOW.plusSeconds(3600), 0);

        assertThat(queue.claim(NOW, 1, LEASE)).hasSize(1);
    }

    @Test
    void releasedWorkWaitsForItsTimeAndFinishedWorkIsGone() {
        queue.wake(Kind.MIGRATION, subject, NOW);
        queue.release(claim(LEASE), NOW.plusSeconds(10), 2);

        assertThat(queue.claim(NOW, 1, LEASE)).isEmpty();
        Claim later = queue.claim(NOW.plusSeconds(10), 1, LEASE).getFirst();
        assertThat(later.failures()).isEqualTo(2);
        queue.done(later);
        assertThat(queue.claim(NOW.plusSeconds(100), 1, LEASE)).isEmpty();
    }

    @Test
    void whoeverHoldsDroppedWorkHasLostIt() {
        queue.wake(Kind.MIGRATION, subject, NOW);
        Claim claim = claim(LEASE);
        queue.drop(Kind.MIGRATION, subject);

        assertThatThrownBy(() -> queue.confirm(claim)).isInstanceOf(LeaseLost.class);
    }

    private Claim claim(Duration lease) {
        return queue.claim(NOW, 1, lease).getFirst();
    }

    /** Remembers what was fired. */
    private static final class Heard implements Event<WorkReady> {
        private final List<Kind> kinds = new ArrayList<>();

        @Override
        public void fire(WorkReady event) {
            kinds.add(event.kind());
        }

        @Override
        public <U extends WorkReady> CompletionStage<U> fireAsync(U event) {
            return CompletableFuture.completedFuture(event);
        }

        @Override
        public <U extends WorkReady> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            return CompletableFuture.completedFuture(event);
        }

        @Override
        public Event<WorkReady> select(Annotation... qualifiers) {
            return this;
        }

        @Override
        public <U extends WorkReady> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends WorkReady> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
