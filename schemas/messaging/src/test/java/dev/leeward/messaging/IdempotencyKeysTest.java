package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class IdempotencyKeysTest {
    @Inject
    IdempotencyKeys keys;

    private final AtomicInteger carriedOut = new AtomicInteger();

    record Answer(String id, int times) {}

    private Answer command() {
        return new Answer("a", carriedOut.incrementAndGet());
    }

    @Test
    void theSameRequestGetsTheFirstAnswer() {
        Replayable first = keys.once("k-1", "acme/migrations", "body", this::command);
        Replayable second = keys.once("k-1", "acme/migrations", "body", this::command);

        assertThat(first.replayed()).isFalse();
        assertThat(second.replayed()).isTrue();
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.as(Answer.class)).isEqualTo(new Answer("a", 1));
    }

    @Test
    void anotherBodyWithTheSameKeyIsRefused() {
        keys.once("k-2", "acme/migrations", "body", this::command);

        refused(
                () -> keys.once("k-2", "acme/migrations", "another body", this::command),
                422,
                "idempotency-key-reused");
    }

    @Test
    void theSameKeyElsewhereIsAnotherKey() {
        keys.once("k-3", "acme/migrations", "body", this::command);
        Replayable other = keys.once("k-3", "globex/migrations", "other", this::command);

        assertThat(other.replayed()).isFalse();
    }

    @Test
    void aCommandThatFailsMayBeRepeated() {
        assertThatThrownBy(() -> keys.once("k-4", "s", "body", () -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(keys.once("k-4", "s", "body", this::command).replayed()).isFalse();
    }

    @Test
    void whileTheFirstIsCarriedOutTheSecondHasToWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var pool = Executors.newSingleThreadExecutor()) {
            var first = pool.submit(() -> keys.once("k-5", "s", "body", () -> {
                begun.countDown();
                awaitGo(go);
                return command();
            }));
            begun.await();

            refused(() -> keys.once("k-5", "s", "body", this::command), 409, "idempotency-key-in-flight");

            go.countDown();
            assertThat(first.get().replayed()).isFalse();
        }
        assertThat(keys.once("k-5", "s", "body", this::command).replayed()).isTrue();
    }

    @Test
    void ofManyAtOnceOneIsCarriedOut() throws Exception {
        try (var pool = Executors.newFixedThreadPool(8)) {
            var all = IntStream.range(0, 40)
                    .mapToObj(_ -> pool.submit(() -> {
                        try {
                            return keys.once("k-6", "s", "body", this::command).json();
                        } catch (ProblemException e) {
                            return e.problem().code();
                        }
                    }))
                    .toList();
            for (var one : all) {
                assertThat(one.get()).isIn("{\"id\":\"a\",\"times\":1}", "idempotency-key-in-flight");
            }
        }
        assertThat(carriedOut).hasValue(1);
    }

    @Test
    void aKeyMustBeThereAndReadable() {
        refused(() -> keys.once(null, "s", "body", this::command), 400, "idempotency-key-missing");
        refused(() -> keys.once(" ", "s", "body", this::command), 400, "idempotency-key-missing");
        refused(() -> keys.once("a\nb", "s", "body", this::command), 400, "idempotency-key-malformed");
        String long256 = String.join("", Collections.nCopies(256, "x"));
        refused(() -> keys.once(long256, "s", "body", this::command), 400, "idempotency-key-malformed");
        assertThat(carriedOut).hasValue(0);
    }

    private static void refused(ThrowingCallable call, int status, String code) {
        AbstractThrowableAssert<?, ? extends Throwable> thrown = assertThatThrownBy(call);
        thrown.asInstanceOf(type(ProblemException.class)).satisfies(e -> {
            assertThat(e.problem().status()).isEqualTo(status);
            assertThat(e.problem().code()).isEqualTo(code);
        });
    }

    private static void awaitGo(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
