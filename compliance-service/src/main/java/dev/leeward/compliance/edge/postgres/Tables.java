package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.fold.Stated;
import dev.leeward.messaging.sql.Table;
import java.util.function.Function;

/** Columns that many tables have. */
final class Tables {
    private Tables() {}

    /** A table whose rows come from facts of a kind. */
    static <F extends Fact> Table.Builder<Stated<? extends F>> of(String name) {
        return Table.named(name);
    }

    /** The place in the source's order: what makes a row newer. */
    static <F extends Fact> Table.Builder<Stated<? extends F>> versioned(Table.Builder<Stated<? extends F>> table) {
        return eventId(table)
                .column("epoch", "bigint", row -> row.version().epoch())
                .column("sequence", "bigint", row -> row.version().sequence());
    }

    static <F extends Fact> Table.Builder<Stated<? extends F>> eventId(Table.Builder<Stated<? extends F>> table) {
        return table.column("event_id", "uuid", row -> row.event().id());
    }

    /** Where the proof stands. */
    static <F extends Fact> Table.Builder<Stated<? extends F>> proof(Table.Builder<Stated<? extends F>> table) {
        return table.text("topic", row -> row.event().provenance().topic())
                .column("partition", "int", row -> row.event().provenance().partition())
                .column(
                        "record_offset",
                        "bigint",
                        row -> row.event().provenance().offset());
    }

    /** Who said it, and when. */
    static <F extends Fact> Table.Builder<Stated<? extends F>> said(Table.Builder<Stated<? extends F>> table) {
        return table.column("occurred_at", "timestamptz", row -> row.event().occurredAt())
                .text("actor", row -> row.event().actor());
    }

    /** The event that a rule may rest on. */
    static <R> Table.Builder<R> cause(Table.Builder<R> table, Function<R, Cause> cause) {
        return table.column(
                        "occurred_at", "timestamptz", row -> cause.apply(row).at())
                .text("actor", row -> cause.apply(row).who())
                .text("correlation_id", row -> cause.apply(row).correlationId())
                .text("topic", row -> cause.apply(row).proof().topic())
                .column("partition", "int", row -> cause.apply(row).proof().partition())
                .column(
                        "record_offset",
                        "bigint",
                        row -> cause.apply(row).proof().offset());
    }
}
