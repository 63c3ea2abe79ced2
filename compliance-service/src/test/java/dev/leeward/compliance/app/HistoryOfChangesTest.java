package dev.leeward.compliance.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.HistoryEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What changed of a host, among the renewals of weeks. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestProfile(FoldDeterminismTest.NothingElseFolds.class)
class HistoryOfChangesTest {
    private static final int RENEWALS = 4_000;
    private static final int TURN_EVERY = 400;
    private static final int REFUSED_EVERY = 20;
    private static final int PARTITION = 11;
    private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");

    @Inject
    Folding folding;

    @Inject
    EventReader reader;

    @Inject
    ComplianceViews views;

    @Inject
    Sql sql;

    private final EventCodec codec = new EventCodec();
    private final Map<Topic, Integer> offsets = new HashMap<>();

    @Test
    void changesAreTheHistoryWithoutItsRenewalsAndNoRenewalIsReadForThem() {
        fold(history("history-1"));
        fold(history("history-2"));
        sql.run("analyze event_log");
        sql.run("analyze host_turn");
        List<String> expected = pages("history-1", false, 500).stream()
                .filter(entry -> !(entry.fact() instanceof HostFact.TrustChanged result) || result.turned())
                .map(entry -> entry.event().eventId())
                .toList();
        assertThat(expected).hasSize(RENEWALS / TURN_EVERY + 2 * (RENEWALS / REFUSED_EVERY) + 1);

        assertThat(pages("history-1", true, 7).stream()
                        .map(entry -> entry.event().eventId()))
                .containsExactlyElementsOf(expected);

        assertThat(entriesReadFor("history-1", 10)).isBetween(10L, 3 * 11L);
    }

    /** How many entries of the log PostgreSQL reads for the newest changes. */
    private long entriesReadFor(String host, int limit) {
        return QuarkusTransaction.requiringNew().call(() -> {
            long before = entriesRead();
            views.history(Scope.ALL, host, true, Paging.first(limit));
            return entriesRead() - before;
        });
    }

    /** By this transaction, and perhaps by some before it on the same connection. */
    private long entriesRead() {
        return sql.first(
                        "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as entries"
                                + " from pg_stat_xact_user_tables where relname = 'event_log'",
                        row -> row.number("entries"))
                .orElseThrow();
    }

    private List<HistoryEntry> pages(String host, boolean changesOnly, int limit) {
        List<HistoryEntry> all = new ArrayList<>();
        String cursor = null;
        do {
            Slice<HistoryEntry> slice = views.history(Scope.ALL, host, changesOnly, new Paging(limit, cursor));
            all.addAll(slice.items());
            cursor = slice.next();
        } while (cursor != null);
        return all;
    }

    /** Enrolled, then trusted for ever but for a turn now and then; some answers are refused, in the same instant twice. */
    private List<SpecificRecord> history(String host) {
        List<SpecificRecord> events = new ArrayList<>();
        events.add(at(0, TestEvents.hostEnrolled(host)));
        TrustStatus before = TrustStatus.UNKNOWN;
        for (int minute = 1; minute <= RENEWALS; minute++) {
            TrustStatus now = minute % TURN_EVERY != 1 ? before : other(before);
            events.add(at(minute, TestEvents.with(TestEvents.trustChanged(host, now), "previousOverall", before)));
            before = now;
            if (minute % REFUSED_EVERY == 0) {
                events.add(at(minute, TestEvents.evidenceRejected(host, "nonce-mismatch")));
                events.add(at(minute, TestEvents.evidenceRejected(host, "challenge-expired")));
            }
        }
        return events;
    }

    private static TrustStatus other(TrustStatus status) {
        return status == TrustStatus.TRUSTED ? TrustStatus.UNTRUSTED : TrustStatus.TRUSTED;
    }

    private static SpecificRecord at(int minute, SpecificRecord event) {
        event.put(
                0,
                Envelope.newBuilder(EventCodec.envelope(event))
                        .setOccurredAt(START.plusSeconds(60L * minute))
                        .build());
        return event;
    }

    private void fold(List<SpecificRecord> events) {
        List<Recorded> recorded = new ArrayList<>();
        for (SpecificRecord event : events) {
            Topic topic = Topic.of(event.getSchema());
            byte[] raw = codec.encode(event);
            Provenance at = new Provenance(topic.topicName(), PARTITION, offsets.merge(topic, 1, Integer::sum));
            recorded.add(new Recorded(reader.read(raw, at), raw));
        }
        for (int from = 0; from < recorded.size(); from += 500) {
            List<Recorded> batch = recorded.subList(from, Math.min(from + 500, recorded.size()));
            QuarkusTransaction.requiringNew().run(() -> folding.fold(batch));
        }
    }
}
