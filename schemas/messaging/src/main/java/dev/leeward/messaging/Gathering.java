package dev.leeward.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Does together what several callers bring at the same time, so that they share round trips and a commit. Nobody waits for
 * company: what comes while a batch is done makes the next one. Where a batch fails, each of its items is tried alone, so
 * that nobody suffers for another, and each gets its own failure. No thread waits for an answer.
 */
public final class Gathering<T, R> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Gathering.class);

    private record Brought<T, R>(T item, CompletableFuture<R> answer) {}

    private final BlockingQueue<Brought<T, R>> waiting = new LinkedBlockingQueue<>();
    private final String name;
    private final int largest;
    private final Function<List<T>, List<R>> together;
    private final Function<T, R> alone;
    private final Executor others;
    private final List<Thread> workers;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param workers how many batches are done at a time
     * @param largest items of a batch at most
     * @param together does a batch, all or nothing; the answers are in the order of the items
     * @param alone does one item
     * @param others runs what is tried alone, all at a time
     */
    public Gathering(
            String name,
            int workers,
            int largest,
            Function<List<T>, List<R>> together,
            Function<T, R> alone,
            Executor others) {
        this.name = name;
        this.largest = largest;
        this.together = together;
        this.alone = alone;
        this.others = others;
        this.workers = IntStream.range(0, workers)
                .mapToObj(number ->
                        Thread.ofPlatform().name(name + "-" + number).daemon().start(this::work))
                .toList();
    }

    /** Does an item, together with those of other callers where there are some; its answer comes later. */
    public CompletableFuture<R> bring(T item) {
        Brought<T, R> brought = new Brought<>(item, new CompletableFuture<>());
        waiting.add(brought);
        if (closed) {
            letGo();
        }
        return brought.answer();
    }

    /** How many wait for the next batch. */
    public int waiting() {
        return waiting.size();
    }

    private void work() {
        while (!closed) {
            List<Brought<T, R>> batch = new ArrayList<>();
            try {
                batch.add(waiting.take());
            } catch (InterruptedException e) {
                break;
            }
            waiting.drainTo(batch, largest - 1);
            answer(batch);
        }
        letGo();
    }

    private void answer(List<Brought<T, R>> batch) {
        List<R> answers;
        try {
            answers = together.apply(batch.stream().map(Brought::item).toList());
        } catch (RuntimeException | Error e) {
            LOG.debugf(e, "batch-failed name=%s items=%d: each is tried alone", name, batch.size());
            batch.forEach(this::tryAlone);
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    private void tryAlone(Brought<T, R> brought) {
        brought.answer().completeAsync(() -> alone.apply(brought.item()), others);
    }

    /** Nobody waits for a worker that has gone. */
    private void letGo() {
        List<Brought<T, R>> left = new ArrayList<>();
        waiting.drainTo(left);
        left.forEach(this::tryAlone);
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
        letGo();
    }
}
