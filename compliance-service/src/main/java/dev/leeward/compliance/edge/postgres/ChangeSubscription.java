package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** One watcher. What it has not taken yet waits as a set, so that it never holds more than there are views and tenants. */
final class ChangeSubscription implements Flow.Subscription {
    private final Scope scope;
    private final Flow.Subscriber<? super ViewChange> subscriber;
    private final Consumer<ChangeSubscription> gone;
    private final Set<ViewChange> waiting = new LinkedHashSet<>();
    private long wanted;
    private boolean over;
    private boolean emitting;

    ChangeSubscription(Scope scope, Flow.Subscriber<? super ViewChange> subscriber, Consumer<ChangeSubscription> gone) {
        this.scope = scope;
        this.subscriber = subscriber;
        this.gone = gone;
    }

    void offer(ViewChange change) {
        if (scope.sees(change.tenant()) || sharedByAll(change)) {
            synchronized (this) {
                waiting.add(change);
            }
            drain();
        }
    }

    /** Trust of hosts is the provider's, but a tenant sees it for the hosts that run its workloads. */
    private static boolean sharedByAll(ViewChange change) {
        return change.tenant() == null && (change.view() == View.HOST_INTEGRITY || change.view() == View.RATING);
    }

    @Override
    public void request(long n) {
        synchronized (this) {
            wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
        }
        drain();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            over = true;
            waiting.clear();
        }
        gone.accept(this);
    }

    void complete() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        subscriber.onComplete();
    }

    /** One thread at a time hands on; the subscriber is called outside of the lock. */
    private void drain() {
        synchronized (this) {
            if (emitting) {
                return;
            }
            emitting = true;
        }
        while (true) {
            ViewChange next;
            synchronized (this) {
                if (over || wanted == 0 || waiting.isEmpty()) {
                    emitting = false;
                    return;
                }
                Iterator<ViewChange> first = waiting.iterator();
                next = first.next();
                first.remove();
                wanted--;
            }
            subscriber.onNext(next);
        }
    }
}
