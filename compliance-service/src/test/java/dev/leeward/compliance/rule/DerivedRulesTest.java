package dev.leeward.compliance.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.compliance.incident.Severity;
import dev.leeward.compliance.incident.Signal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DerivedRulesTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aHostThatTurnsUntrustedNamesTheWorkloadsThatAreOnItForEachTenant() {
        List<Stay> stays = List.of(
                stay("acme-web", "acme", false, "host", 1, null),
                stay("acme-db", "acme", true, "host", 2, null),
                stay("globex-app", "globex", false, "host", 3, null),
                stay("elsewhere", "acme", false, "other", 3, null),
                stay("gone", "acme", false, "host", 3, 4));

        List<Signal> signals = UntrustedHostRunsWorkloads.signals("host", untrustedAt(5), stays);

        assertThat(signals).extracting(Signal::tenant).containsExactly("acme", "globex");
        assertThat(signals).extracting(Signal::severity).containsOnly(Severity.CRITICAL);
        assertThat(signals.getFirst().title()).contains("sensitive").contains("acme-db");
        assertThat(signals.getFirst().detail())
                .contains("acme-web")
                .contains("acme-db")
                .doesNotContain("gone");
        assertThat(signals).extracting(signal -> signal.cause().eventId()).containsOnly("turn-5");
    }

    @Test
    void aWorkloadThatComesToAnUntrustedHostFiresOnItsArrivalAndClearsOnItsLeaving() {
        List<Signal> signals = UntrustedHostRunsWorkloads.signals(
                "host", untrustedAt(5), List.of(stay("vm", "acme", false, "host", 7, 9)));

        assertThat(signals).extracting(Signal::kind).containsExactly(Signal.Kind.FIRED, Signal.Kind.CLEARED);
        assertThat(signals).extracting(signal -> signal.cause().eventId()).containsExactly("vm-7", "vm-9");
    }

    @Test
    void trustRegainedClears() {
        List<Turn> turns = List.of(turn(TrustStatus.UNTRUSTED, 5), turn(TrustStatus.TRUSTED, 8));

        List<Signal> signals =
                UntrustedHostRunsWorkloads.signals("host", turns, List.of(stay("vm", "acme", false, "host", 1, null)));

        assertThat(signals).extracting(Signal::kind).containsExactly(Signal.Kind.FIRED, Signal.Kind.CLEARED);
        assertThat(signals.getLast().cause().eventId()).isEqualTo("turn-8");
    }

    @Test
    void whoeverLeftBeforeOrCameAfterIsNotNamed() {
        List<Turn> turns = List.of(turn(TrustStatus.UNTRUSTED, 5), turn(TrustStatus.TRUSTED, 8));

        List<Signal> signals = UntrustedHostRunsWorkloads.signals(
                "host",
                turns,
                List.of(stay("early", "acme", false, "host", 1, 5), stay("late", "acme", false, "host", 8, null)));

        assertThat(signals).isEmpty();
    }

    @Test
    void aWorkloadThatChangesItsHostByNoMigrationWasMovedWithoutADecision() {
        List<Signal> signals = MigrationWithoutDecision.ofPlacements(Stay.of(List.of(
                placement("vm", "host-1", null, 1),
                placement("vm", "host-2", "migration", 2),
                placement("vm", null, null, 3),
                placement("vm", "host-2", null, 4),
                placement("vm", "host-3", null, 5))));

        assertThat(signals).hasSize(1);
        assertThat(signals.getFirst().cause().eventId()).isEqualTo("vm-5");
        assertThat(signals.getFirst().detail()).contains("host-2").contains("host-3");
    }

    @Test
    void aMigrationThatMovedWithoutADecisionIsTakenAtItsFirstWord() {
        Signal signal = MigrationWithoutDecision.ofMigration(List.of(
                new MigrationWithoutDecision.Move("m", "vm", "acme", cause("succeeded", 9)),
                new MigrationWithoutDecision.Move("m", "vm", "acme", cause("moved", 8))));

        assertThat(signal.cause().eventId()).isEqualTo("moved");
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
    }

    private static List<Turn> untrustedAt(int second) {
        return List.of(turn(TrustStatus.TRUSTED, 0), turn(TrustStatus.UNTRUSTED, second));
    }

    private static Turn turn(TrustStatus status, int second) {
        return new Turn("host", "host", status, "PCR 17 differs", cause("turn-" + second, second));
    }

    private static Stay stay(
            String workload, String tenant, boolean sensitive, String host, int from, @Nullable Integer until) {
        return new Stay(
                workload,
                workload,
                tenant,
                sensitive,
                host,
                null,
                cause(workload + "-" + from, from),
                until == null ? null : cause(workload + "-" + until, until));
    }

    private static Stay.Placement placement(
            String workload, @Nullable String host, @Nullable String migration, int second) {
        return new Stay.Placement(
                workload, workload, "acme", false, host, migration, cause(workload + "-" + second, second));
    }

    private static Cause cause(String eventId, int second) {
        return new Cause(
                START.plusSeconds(second), eventId, "somebody", "correlation", new Provenance("topic", 0, second));
    }
}
