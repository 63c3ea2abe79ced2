package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final HostId HOST = new HostId("east-1");

    private final Challenge challenge = challenge(32);

    @Test
    void its_host_may_answer_until_it_expires() {
        assertThat(challenge.refuses(HOST, NOW.plusSeconds(59))).isEmpty();
        assertThat(challenge.refuses(HOST, NOW.plusSeconds(60)).map(Rejection::code))
                .contains(Code.CHALLENGE_EXPIRED);
    }

    @Test
    void it_is_answered_once() {
        assertThat(challenge.answered().refuses(HOST, NOW).map(Rejection::code)).contains(Code.CHALLENGE_USED);
    }

    @Test
    void another_host_does_not_learn_that_it_exists() {
        assertThat(challenge.answered().refuses(new HostId("east-2"), NOW)).contains(Challenge.unknown(challenge.id()));
    }

    @Test
    void a_nonce_has_32_bytes() {
        assertThatThrownBy(() -> challenge(31)).hasMessageContaining("not 31");
    }

    private static Challenge challenge(int length) {
        return new Challenge(
                new UUID(0, 1),
                HOST,
                Bytes.repeat(1, length),
                PcrSelection.ofChallenge(),
                NOW,
                NOW.plusSeconds(60),
                false);
    }
}
