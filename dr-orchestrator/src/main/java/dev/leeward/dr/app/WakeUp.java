package dev.leeward.dr.app;

import dev.leeward.dr.group.RunId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes runs due, and tells this process's engines once that is committed. */
@ApplicationScoped
public class WakeUp {
    private final RunStore runs;
    private final AfterCommit afterCommit;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    WakeUp(RunStore runs, AfterCommit afterCommit) {
        this.runs = runs;
        this.afterCommit = afterCommit;
    }

    /** Calls back after each commit that made a run due or changed its history. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    void wake(RunId run) {
        runs.wake(run);
        announce();
    }

    void announce() {
        afterCommit.run(() -> listeners.forEach(Runnable::run));
    }
}
