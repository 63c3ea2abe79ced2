package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private static final int BAD = 13;

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> alone = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
    private final Gathering<Integer, String> gathering =
            new Gathering<>("test", 1, 4, this::together, this::one, others);

    @AfterEach
    void end() {
        gate.countDown();
        gathering.close();
        others.close();
    }

    @Test
    void who_comes_alone_is_done_at_once() {
        gate.countDown();

        assertThat(gathering.bring(1).join()).isEqualTo("1 done");
        assertThat(batches).containsExactly(List.of(1));
    }

    @Test
    void what_comes_while_a_batch_is_done_makes_the_next_ones_and_each_gets_its_own_answer() {
        CompletableFuture<String> first = brought(0);
        await().until(() -> batches.size() == 1);
        List<CompletableFuture<String>> others = new ArrayList<>();
        for (int item = 1; item <= 6; item++) {
            others.add(brought(item));
            int waiting = item;
            await().until(() -> gathering.waiting() == waiting);
        }

        gate.countDown();

        assertThat(first.join()).isEqualTo("0 done");
        assertThat(others.stream().map(CompletableFuture::join))
                .containsExactly("1 done", "2 done", "3 done", "4 done", "5 done", "6 done");
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6));
        assertThat(alone).isEmpty();
    }

    @Test
    void where_a_batch_fails_each_tries_alone_and_the_bad_one_gets_its_own_failure() {
        CompletableFuture<String> first = brought(0);
        await().until(() -> batches.size() == 1);
        CompletableFuture<String> good = brought(1);
        await().until(() -> gathering.waiting() == 1);
        CompletableFuture<String> bad = brought(BAD);
        await().until(() -> gathering.waiting() == 2);

        gate.countDown();

        assertThat(first.join()).isEqualTo("0 done");
        assertThat(good.join()).isEqualTo("1 alone");
        assertThatThrownBy(bad::join).hasRootCauseMessage("no " + BAD);
        assertThat(alone).containsExactlyInAnyOrder(1, BAD);
    }

    @Test
    void after_the_end_each_is_done_alone() {
        gathering.close();

        assertThat(gathering.bring(1).join()).isEqualTo("1 alone");
    }

    private CompletableFuture<String> brought(int item) {
        return gathering.bring(item);
    }

    private List<String> together(List<Integer> items) {
        batches.add(items);
        try {
            assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return items.stream().map(item -> done(item, "done")).toList();
    }

    private String one(int item) {
        alone.add(item);
        return done(item, "alone");
    }

    private static String done(int item, String how) {
        if (item == BAD) {
            throw new IllegalArgumentException("no " + BAD);
        }
        return item + " " + how;
    }
}
