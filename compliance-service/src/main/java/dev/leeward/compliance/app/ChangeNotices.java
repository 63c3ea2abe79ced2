package dev.leeward.compliance.app;

import dev.leeward.compliance.app.query.ViewChange;
import java.util.Set;

/** Tells every instance of the service what changed, once the caller's transaction has committed. */
public interface ChangeNotices {
    /** These views changed. */
    void changed(Set<ViewChange> changes);
}
