package dev.leeward.dr.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.dr.replication.Rpo.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RpoTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final Rpo FIVE_SECONDS = new Rpo(Duration.ofSeconds(5));
    private static final RecoveryPoint OLD = new RecoveryPoint("p-1", NOW.minusSeconds(60));
    private static final RecoveryPoint FRESH = new RecoveryPoint("p-9", NOW.minusSeconds(5));

    @Test
    void aLossOfExactlyTheRpoKeepsThePromise() {
        assertThat(FIVE_SECONDS.judge(lagging(FRESH), Optional.empty(), NOW))
                .isEqualTo(new Verdict.Within(FRESH, Duration.ofSeconds(5)));
    }

    @Test
    void moreLossNeedsConsent() {
        assertThat(FIVE_SECONDS.judge(lagging(OLD), Optional.empty(), NOW))
                .isEqualTo(new Verdict.Exceeded(OLD, Duration.ofSeconds(60)));
    }

    @Test
    void consentNamesThePoint() {
        assertThat(FIVE_SECONDS.judge(lagging(OLD), Optional.of(OLD), NOW))
                .isEqualTo(new Verdict.Accepted(OLD, Duration.ofSeconds(60)));
    }

    @Test
    void consentToAnOlderPointCoversANewerOne() {
        var older = new RecoveryPoint("p-0", NOW.minusSeconds(90));

        assertThat(FIVE_SECONDS.judge(lagging(OLD), Optional.of(older), NOW)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void consentToANewerPointDoesNotCoverAnOlderOne() {
        assertThat(FIVE_SECONDS.judge(lagging(OLD), Optional.of(FRESH), NOW)).isInstanceOf(Verdict.Exceeded.class);
    }

    @Test
    void anUnknownLagIsNotALagOfZero() {
        var status = new ReplicationStatus(ReplicationState.BROKEN, Optional.of(FRESH), Optional.empty());

        assertThat(FIVE_SECONDS.judge(status, Optional.empty(), NOW)).isInstanceOf(Verdict.Exceeded.class);
        assertThat(ReplicationHealth.of(status, FIVE_SECONDS)).isInstanceOf(ReplicationHealth.Broken.class);
    }

    @Test
    void withoutARecoveryPointThereIsNothingToPromote() {
        var status = new ReplicationStatus(ReplicationState.INITIAL_SYNC, Optional.empty(), Optional.empty());

        assertThat(FIVE_SECONDS.judge(status, Optional.of(OLD), NOW)).isEqualTo(new Verdict.NothingToPromote());
    }

    private static ReplicationStatus lagging(RecoveryPoint newest) {
        return new ReplicationStatus(ReplicationState.LAGGING, Optional.of(newest), Optional.of(newest.lag(NOW)));
    }
}
