package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.EvidenceLog;
import dev.leeward.compliance.app.Recorded;
import dev.leeward.compliance.evidence.HashChain;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The evidence log in PostgreSQL. */
@ApplicationScoped
class PostgresLog implements EvidenceLog {
    private static final long SIEM_LOCK = 0x6c65657761726412L;

    private static final Table<Linked> LOG = Table.<Linked>named("event_log")
            .key("topic", "text", row -> row.at().topic())
            .key("partition", "int", row -> row.at().partition())
            .key("record_offset", "bigint", row -> row.at().offset())
            .column("hash", "bytea", Linked::hash)
            .column("raw", "bytea", row -> row.recorded().raw())
            .column("event_id", "uuid", row -> row.recorded().event().id())
            .text("type", row -> row.recorded().event().type())
            .column("occurred_at", "timestamptz", row -> row.recorded().event().occurredAt())
            .text("tenant", row -> row.recorded().event().tenant())
            .text("site", row -> row.recorded().event().site())
            .text("actor", row -> row.recorded().event().actor())
            .text("correlation_id", row -> row.recorded().event().correlationId())
            .text("causation_id", row -> row.recorded().event().causationId())
            .text("source", row -> row.recorded().event().source())
            .column("epoch", "bigint", row -> row.recorded().event().epoch())
            .column("sequence", "bigint", row -> row.recorded().event().sequence())
            .strict();
    private static final Table<Head> HEAD = Table.<Head>named("log_head")
            .key("topic", "text", head -> head.partition().topic())
            .key("partition", "int", head -> head.partition().partition())
            .column("last_offset", "bigint", head -> head.offset)
            .column("hash", "bytea", head -> head.chain.head())
            .column("entries", "bigint", head -> head.entries)
            .replaced();

    private final Sql sql;

    PostgresLog(Sql sql) {
        this.sql = sql;
    }

    private record Partition(String topic, int partition) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Linked(Recorded recorded, byte[] hash) {
        Provenance at() {
            return recorded.event().provenance();
        }
    }

    /** The end of the chain over a partition. */
    private static final class Head {
        private final Partition partition;
        private final HashChain chain;
        private long entries;
        private long offset;

        Head(Partition partition, HashChain chain, long entries, long offset) {
            this.partition = partition;
            this.chain = chain;
            this.entries = entries;
            this.offset = offset;
        }

        Partition partition() {
            return partition;
        }

        Linked link(Recorded recorded) {
            offset = recorded.event().provenance().offset();
            entries++;
            return new Linked(recorded, chain.add(offset, recorded.raw()));
        }
    }

    @Override
    public void append(List<Recorded> batch) {
        sql.on(connection -> {
            Map<Partition, Head> heads = new LinkedHashMap<>();
            List<Linked> rows = new ArrayList<>(batch.size());
            for (Recorded recorded : batch) {
                Provenance at = recorded.event().provenance();
                rows.add(heads.computeIfAbsent(new Partition(at.topic(), at.partition()), this::head)
                        .link(recorded));
            }
            write(connection, rows, heads);
            return true;
        });
    }

    private static void write(Connection connection, List<Linked> rows, Map<Partition, Head> heads)
            throws SQLException {
        LOG.write(connection, rows);
        HEAD.write(connection, heads.values());
    }

    private Head head(Partition partition) {
        return sql.first(
                        "select * from log_head where topic = ? and partition = ? for update",
                        row -> new Head(
                                partition,
                                HashChain.after(row.bytes("hash")),
                                row.number("entries"),
                                row.number("last_offset")),
                        partition.topic(),
                        partition.partition())
                .orElseGet(() -> new Head(partition, HashChain.start(partition.topic(), partition.partition()), 0, -1));
    }

    @Override
    public void readAll(int size, Consumer<List<Entry>> part) {
        List<Entry> entries = new ArrayList<>(size);
        sql.stream(
                "select topic, partition, record_offset, hash, raw from event_log"
                        + " order by topic, partition, record_offset",
                size,
                row -> {
                    entries.add(new Entry(PostgresFacts.proof(row), row.bytes("hash"), row.bytes("raw")));
                    if (entries.size() == size) {
                        part.accept(List.copyOf(entries));
                        entries.clear();
                    }
                });
        if (!entries.isEmpty()) {
            part.accept(entries);
        }
    }

    @Override
    public List<Entry> nextForSiem(int size) {
        boolean mine = sql.first("select pg_try_advisory_xact_lock(?) as mine", row -> row.flag("mine"), SIEM_LOCK)
                .orElse(false);
        if (!mine) {
            return List.of();
        }
        Optional<Provenance> behind = sql.first("""
                select h.topic, h.partition, coalesce(p.last_offset, -1) as record_offset
                  from log_head h left join siem_position p using (topic, partition)
                 where h.last_offset > coalesce(p.last_offset, -1)
                 order by h.last_offset - coalesce(p.last_offset, -1), h.topic, h.partition
                 limit 1
                """, PostgresFacts::proof);
        return behind.map(from -> following(from, size)).orElse(List.of());
    }

    private List<Entry> following(Provenance from, int size) {
        List<Entry> entries = sql.list(
                """
                select topic, partition, record_offset, hash, raw from event_log
                 where topic = ? and partition = ? and record_offset > ?
                 order by record_offset limit ?
                """,
                row -> new Entry(PostgresFacts.proof(row), row.bytes("hash"), row.bytes("raw")),
                from.topic(),
                from.partition(),
                from.offset(),
                size);
        if (!entries.isEmpty()) {
            sql.update(
                    """
                    insert into siem_position values (?, ?, ?)
                    on conflict (topic, partition) do update set last_offset = excluded.last_offset
                    """,
                    from.topic(),
                    from.partition(),
                    entries.getLast().provenance().offset());
        }
        return entries;
    }
}
