package dev.leeward.policy.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.placement.AttestationResult.EventNumber;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrustStatementTest {
    private static final HostId HOST = new HostId("west-1");
    private static final EventNumber NUMBER = new EventNumber(1, 7);
    private static final Instant AT = Given.NOW.minusMillis(59_800);
    private static final Instant UNTIL = AT.plus(Duration.ofMinutes(10));
    private static final Trust TRUST = new Trust(TrustStatus.TRUSTED, "", AT, UNTIL, Assurance.HARDWARE_QUOTE);
    private static final TrustStatement SAID = new TrustStatement(HOST, NUMBER, TRUST);

    /** What was signed; a test changes one part of it. */
    private record Signed(
            String host,
            EventNumber number,
            TrustStatus status,
            Assurance assurance,
            Instant issuedAt,
            @Nullable Instant expiresAt) {
        Signature genuine() {
            return new Signature.Genuine(
                    new AttestationResult(new HostId(host), number, status, assurance, null, issuedAt, expiresAt));
        }
    }

    private static final Instant ISSUED = Instant.ofEpochSecond(AT.getEpochSecond());
    private static final Instant EXPIRES = Instant.ofEpochSecond(UNTIL.getEpochSecond());

    @Test
    void trustThatASignedResultBearsOutCountsAsItWasSaid() {
        assertThat(SAID.borneOutBy(signed("west-1", TrustStatus.TRUSTED, EXPIRES), Given.NOW))
                .isEqualTo(TRUST);
    }

    @Test
    void trustThatExpiredSinceCountsNoLonger() {
        Trust counted = SAID.borneOutBy(signed("west-1", TrustStatus.TRUSTED, EXPIRES), UNTIL);

        assertThat(counted.at(UNTIL).status()).isEqualTo(TrustStatus.STALE);
    }

    @Test
    void trustWithoutASignatureCountsAsUnknownAndNamesTheRemedy() {
        doubted(new Signature.Missing(), "carries no attestation result", "leeward.attestation.result-signing.keys");
        doubted(new Signature.Refused("the key k is nobody's"), "the key k is nobody's");
    }

    @Test
    void aResultOfAnotherHostStatusOrExpiryBearsNothingOut() {
        doubted(signed("west-2", TrustStatus.TRUSTED, EXPIRES), "names the host west-1", "result west-2");
        doubted(signed("west-1", TrustStatus.UNTRUSTED, null), "names the status TRUSTED", "result UNTRUSTED");
        doubted(signed("west-1", TrustStatus.TRUSTED, EXPIRES.minusSeconds(1)), "names the expiry");
        doubted(signed("west-1", TrustStatus.TRUSTED, null), "names the expiry");
    }

    @Test
    void aResultThatWasSaidBeforeIsNotSaidAnew() {
        Signed genuine = genuine();
        for (EventNumber other : new EventNumber[] {new EventNumber(1, 6), new EventNumber(2, 7)}) {
            doubted(
                    new Signed(
                                    genuine.host(),
                                    other,
                                    genuine.status(),
                                    genuine.assurance(),
                                    genuine.issuedAt(),
                                    genuine.expiresAt())
                            .genuine(),
                    "names the event 1.7",
                    "result " + other);
        }
    }

    @Test
    void whatAPolicyMayAskOfTrustIsBorneOutToo() {
        doubted(
                new Signed("west-1", NUMBER, TrustStatus.TRUSTED, Assurance.VOUCHED, ISSUED, EXPIRES).genuine(),
                "names the assurance HARDWARE_QUOTE",
                "result VOUCHED");
        doubted(
                new Signed(
                                "west-1",
                                NUMBER,
                                TrustStatus.TRUSTED,
                                Assurance.HARDWARE_QUOTE,
                                ISSUED.minusSeconds(1),
                                EXPIRES)
                        .genuine(),
                "names the time of attestation");
    }

    @Test
    void anAssetTagThatWasNotSignedIsNotBelieved() {
        Trust tagged = new Trust(TrustStatus.TRUSTED, "", AT, UNTIL, Assurance.HARDWARE_QUOTE, TrustStatus.TRUSTED);

        Trust counted =
                new TrustStatement(HOST, NUMBER, tagged).borneOutBy(genuine().genuine(), Given.NOW);

        assertThat(counted.status()).isEqualTo(TrustStatus.UNKNOWN);
        assertThat(counted.assetTag()).isNull();
        assertThat(counted.reason()).contains("names the asset tag TRUSTED");
    }

    @Test
    void aResultFromTheFutureMeansThatAClockIsWrong() {
        Trust counted =
                SAID.borneOutBy(signed("west-1", TrustStatus.TRUSTED, EXPIRES), AT.minus(Duration.ofMinutes(2)));

        assertThat(counted.status()).isEqualTo(TrustStatus.UNKNOWN);
        assertThat(counted.reason()).contains("synchronise the clocks");
    }

    @Test
    void whatGrantsNothingCountsUnsigned() {
        Trust untrusted = Given.untrusted();

        assertThat(new TrustStatement(HOST, NUMBER, untrusted).borneOutBy(new Signature.Missing(), Given.NOW))
                .isEqualTo(untrusted);
    }

    private static Signed genuine() {
        return new Signed("west-1", NUMBER, TrustStatus.TRUSTED, Assurance.HARDWARE_QUOTE, ISSUED, EXPIRES);
    }

    private static Signature signed(String host, TrustStatus status, @Nullable Instant expiresAt) {
        return new Signed(host, NUMBER, status, Assurance.HARDWARE_QUOTE, ISSUED, expiresAt).genuine();
    }

    private static void doubted(Signature signature, String... words) {
        Trust counted = SAID.borneOutBy(signature, Given.NOW);

        assertThat(counted.status()).isEqualTo(TrustStatus.UNKNOWN);
        assertThat(counted.attestedUntil()).isNull();
        assertThat(counted.assurance()).isEqualTo(Assurance.NONE);
        assertThat(counted.reason())
                .startsWith("it is said to be trusted, but ")
                .contains(words);
    }
}
