package dev.leeward.compliance.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.event.Asker;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.GroupFact;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.event.PlacementFact;
import dev.leeward.compliance.event.PolicyFact;
import dev.leeward.compliance.event.RunFact;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.compliance.incident.Severity;
import dev.leeward.compliance.incident.Signal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OneEventRulesTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aHostThatTurnsUntrustedFiresOnceAndARenewalDoesNot() {
        Signal fired = signal(trust(TrustStatus.TRUSTED, TrustStatus.UNTRUSTED));

        assertThat(fired.rule()).isEqualTo("untrusted-host");
        assertThat(fired.severity()).isEqualTo(Severity.HIGH);
        assertThat(fired.detail()).contains("PCR 17 differs");
        assertThat(OneEventRules.signal(event(trust(TrustStatus.UNTRUSTED, TrustStatus.UNTRUSTED))))
                .isEmpty();
        assertThat(signal(trust(TrustStatus.UNTRUSTED, TrustStatus.TRUSTED)).kind())
                .isEqualTo(Signal.Kind.CLEARED);
        assertThat(OneEventRules.signal(event(trust(TrustStatus.TRUSTED, TrustStatus.STALE))))
                .isEmpty();
    }

    @Test
    void aBlockBecauseOfTrustIsHighAndAnyOtherIsMediumAndAPendingApprovalIsNone() {
        Signal byTrust = signal(block("builtin-destination-trusted", "DENY"));

        assertThat(byTrust.rule()).isEqualTo("migration-blocked-by-trust");
        assertThat(byTrust.severity()).isEqualTo(Severity.HIGH);
        assertThat(byTrust.subject()).isEqualTo("vm");
        assertThat(byTrust.detail()).contains("because", "somebody", "decision-1", "migration-1");
        assertThat(signal(block("affinity", "DENY")).severity()).isEqualTo(Severity.MEDIUM);
        assertThat(OneEventRules.signal(event(block("two-persons", "PENDING_APPROVAL"))))
                .isEmpty();
    }

    @Test
    void aWorkloadThatIsWhereNobodyAllowedItIsCritical() {
        Signal moved = signal(undecided("MOVED", "east-1"));

        assertThat(moved.rule()).isEqualTo("migration-without-decision");
        assertThat(moved.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(moved.subject()).isEqualTo("vm");
        assertThat(moved.title()).isEqualTo("Workload web went from host east-1 to host east-2 without a decision");
        assertThat(moved.detail()).contains("vcenter.example.com", "DRS");
        assertThat(signal(undecided("STARTED", null)).title())
                .isEqualTo("Workload web was started on host east-2 without a decision");
    }

    private static Fact undecided(String change, @Nullable String from) {
        return new PlacementFact.UndecidedMoveObserved(
                "o-1", "vm", "web", change, from, "east-2", true, "vcenter.example.com", START, START.plusSeconds(9));
    }

    @Test
    void aReportThatLeavesPcrsOutIsNoForgery() {
        HostFact incomplete =
                new HostFact.EvidenceRejected("west-1", null, "report-incomplete", "no sha256 value of PCR [17]");

        assertThat(OneEventRules.signal(event(incomplete))).isEmpty();
    }

    @Test
    void refusedEvidenceIsCritical() {
        Signal signal = signal(new HostFact.EvidenceRejected("west-1", "c", "nonce-mismatch", "another nonce"));

        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.title()).contains("west-1", "nonce-mismatch");
    }

    @Test
    void aFailoverThatFailsIsCriticalAndOneThatComesRightClears() {
        assertThat(signal(completed("FAILOVER", "PartiallyFailed")).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal(completed("FORCED_FAILOVER", "Failed")).rule()).isEqualTo("failover-failed");
        assertThat(signal(completed("TEST", "Failed")).rule()).isEqualTo("plan-run-failed");
        assertThat(signal(completed("FAILOVER", "AwaitingCommit")).kind()).isEqualTo(Signal.Kind.CLEARED);
    }

    @Test
    void aBreachedRpoFiresAndARestoredOneClears() {
        assertThat(signal(new GroupFact.RpoBreached("group", 9_000, 5_000)).severity())
                .isEqualTo(Severity.HIGH);
        assertThat(signal(new GroupFact.RpoRestored("group", 900, 5_000)).kind())
                .isEqualTo(Signal.Kind.CLEARED);
    }

    private static Signal signal(Fact fact) {
        return OneEventRules.signal(event(fact)).orElseThrow();
    }

    private static HostFact.TrustChanged trust(TrustStatus before, TrustStatus after) {
        PartTrust good = new PartTrust(TrustStatus.TRUSTED, "", "bios-2.17", 1);
        return new HostFact.TrustChanged(
                "west-1",
                "west-1",
                "west",
                good,
                new PartTrust(after, "PCR 17 differs", "esxi-5.1", 1),
                null,
                null,
                good,
                after,
                before,
                "VMM: PCR 17 differs",
                START,
                START.plusSeconds(600),
                "HARDWARE_QUOTE",
                "evidence",
                "digest");
    }

    private static PolicyFact.MigrationBlocked block(String rule, String effect) {
        return new PolicyFact.MigrationBlocked(
                "decision-1",
                "migration-1",
                "migrate",
                effect,
                "vm",
                "vm",
                "east-1",
                "west-2",
                "west",
                new Asker("somebody", List.of("operator"), null),
                rule,
                1,
                "because",
                "migration-service");
    }

    private static RunFact.RunCompleted completed(String kind, String state) {
        return new RunFact.RunCompleted(
                "run", "plan", "plan", kind, state, List.of("group"), "east", "west", 1_000, 0, 3, 1);
    }

    private static Event event(Fact fact) {
        return new Event(
                "0190-1",
                fact.getClass().getSimpleName(),
                START,
                "acme",
                null,
                "actor",
                "correlation",
                null,
                "source",
                1,
                1,
                new Provenance("topic", 0, 1),
                fact);
    }
}
