package dev.leeward.compliance.app.query;

import java.util.concurrent.Flow;

/** Tells what changed in the views, after the commit, on every instance of the service. */
public interface ViewChanges {
    /**
     * The changes from now on that the scope sees. It ends only when it is cancelled. A slow subscriber never holds the
     * others up: a change that it has not taken is merged with the same change that follows.
     */
    Flow.Publisher<ViewChange> changes(Scope scope);
}
