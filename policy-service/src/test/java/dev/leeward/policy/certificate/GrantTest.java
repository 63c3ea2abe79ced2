package dev.leeward.policy.certificate;

import static dev.leeward.policy.Given.NOW;
import static dev.leeward.policy.Given.host;
import static dev.leeward.policy.Given.trusted;
import static dev.leeward.policy.Given.untrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.certificate.Grant.Given;
import dev.leeward.policy.certificate.Grant.Refused;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.Trust;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrantTest {
    private static final HostId WEST = new HostId("west-1");
    private static final Grant.Terms TERMS = new Grant.Terms(Duration.ofMinutes(10), Duration.ofSeconds(10));

    @Test
    void itLastsForItsLifetimeWhereTrustLastsLonger() {
        Grant.Terms brief = new Grant.Terms(Duration.ofMinutes(2), TERMS.maxStaleness());

        assertThat(Grant.of(WEST, host("west-1", trusted()), Duration.ZERO, brief, NOW))
                .isEqualTo(new Given(NOW.minusSeconds(60), NOW.plus(Duration.ofMinutes(2)), trusted()));
    }

    @Test
    void itNeverOutlivesTheTrustThatItRestsOnNotByAFractionOfASecond() {
        Instant until = NOW.plus(Duration.ofMinutes(9));
        Trust trust = new Trust(
                trusted().status(),
                "",
                trusted().attestedAt(),
                until.plusMillis(900),
                trusted().assurance());

        assertThat(Grant.of(WEST, host("west-1", trust), Duration.ZERO, TERMS, NOW))
                .isInstanceOfSatisfying(
                        Given.class, given -> assertThat(given.notAfter()).isEqualTo(until));
    }

    @Test
    void trustThatIsNotThereOrEndsGetsNone() {
        HostView good = host("west-1", trusted());

        assertThat(code(host("west-1", untrusted()), Duration.ZERO, NOW)).isEqualTo("host-not-trusted");
        assertThat(code(host("west-1", Trust.NEVER_ATTESTED), Duration.ZERO, NOW))
                .isEqualTo("host-not-trusted");
        assertThat(code(good, Duration.ZERO, NOW.plus(Duration.ofMinutes(9)))).isEqualTo("host-not-trusted");
        assertThat(code(good, Duration.ZERO, NOW.plus(Duration.ofMinutes(9)).minusSeconds(4)))
                .isEqualTo("trust-ends");
        assertThat(code(null, Duration.ZERO, NOW)).isEqualTo("host-unknown");
    }

    @Test
    void aViewThatIsBehindSaysNothing() {
        HostView good = host("west-1", trusted());

        assertThat(code(good, Duration.ofSeconds(11), NOW)).isEqualTo("view-stale");
        assertThat(Grant.of(WEST, good, Duration.ofSeconds(10), TERMS, NOW)).isInstanceOf(Given.class);
    }

    private static String code(@Nullable HostView host, Duration staleness, Instant now) {
        return Grant.of(WEST, host, staleness, TERMS, now) instanceof Refused refused ? refused.code() : "given";
    }
}
