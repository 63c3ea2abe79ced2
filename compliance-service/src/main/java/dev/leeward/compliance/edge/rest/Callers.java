package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.InvalidCursor;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What every request of a view has in common. */
final class Callers {
    private Callers() {}

    static Scope scope(Caller caller) {
        return Scope.of(caller.tenant());
    }

    /** A page, from the query parameters {@code limit} and {@code cursor}. */
    static <T> Page<T> page(@Nullable Integer limit, @Nullable String cursor, Function<Paging, Slice<T>> read) {
        String from = cursor == null || cursor.isBlank() ? null : cursor;
        try {
            Slice<T> slice = read.apply(new Paging(PageRequest.of(limit, null).limit(), from));
            return new Page<>(slice.items(), slice.next());
        } catch (InvalidCursor e) {
            throw PageRequest.invalidCursor();
        }
    }
}
