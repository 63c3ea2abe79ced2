package dev.leeward.policy.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.policy.app.PolicyConfig;
import dev.leeward.policy.placement.Signature;
import dev.leeward.testkit.ResultKey;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestResults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultKeyFileTest {
    private record Config(Optional<Path> resultKeys) implements PolicyConfig {
        @Override
        public Duration maxStaleness() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration decisionLifetime() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration approvalLifetime() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration breakGlassLifetime() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(30);
        }
    }

    private final ResultKey old = ResultKey.generate("2026-01");
    private final ResultKey next = ResultKey.generate("2026-02");
    private final TrustChanged event = TestEvents.trusted("west-1");
    private final Map<String, Object> claims = TestResults.claims(event);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aKeySet() throws IOException {
        file = Files.writeString(folder.resolve("result-keys.json"), ResultKey.jwks(old));
    }

    @Test
    void aResultThatAKeyOfTheSetSignedIsReadAsItWasSaid() {
        assertThat(keys().check(old.sign(claims))).isInstanceOfSatisfying(Signature.Genuine.class, genuine -> {
            assertThat(genuine.result().host().value()).isEqualTo("west-1");
            assertThat(genuine.result().number().sequence())
                    .isEqualTo(event.getEnvelope().getSequence());
            assertThat(genuine.result().issuedAt().getEpochSecond())
                    .isEqualTo(event.getAttestedAt().getEpochSecond());
        });
    }

    @Test
    void aForeignKeyUnderAKnownNameIsRefused() {
        refused(ResultKey.generate("2026-01").sign(claims), "is not that of the key 2026-01");
    }

    @Test
    void aKeyThatIsNotInTheSetIsRefusedWithTheWayToAddIt() {
        refused(next.sign(claims), "the key 2026-02", "GET /v1/result-keys");
    }

    @Test
    void aStatusThatWasAlteredAfterSigningIsRefused() {
        String[] parts =
                old.sign(TestResults.claims(TestEvents.untrusted("west-1"))).split("\\.", -1);
        String altered = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("UNTRUSTED", "TRUSTED");
        parts[1] = Base64.getUrlEncoder().withoutPadding().encodeToString(altered.getBytes(StandardCharsets.UTF_8));

        refused(String.join(".", parts), "is not that of the key 2026-01");
    }

    @Test
    void noSignatureNoJwtAndAnotherTokenAreRefused() {
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"kid\":\"2026-01\"}".getBytes(StandardCharsets.UTF_8));

        refused(none + "." + old.sign(claims).split("\\.", -1)[1] + ".", "cannot be checked");
        refused("nonsense", "cannot be checked");
        refused(old.sign(claims, "JWT"), "a token of the type JWT");
        assertThat(keys().check(null)).isEqualTo(new Signature.Missing());
    }

    @Test
    void claimsOfAnotherEditionAreNotUnderstood() {
        claims.put("eat_profile", "tag:example.com,2030:other");
        refused(old.sign(claims), "eat_profile", "versions that fit");

        claims.putAll(TestResults.claims(event));
        claims.put("submods", Map.of());
        refused(old.sign(claims), "not one host");

        claims.putAll(TestResults.claims(event));
        claims.put("exp", "soon");
        refused(old.sign(claims), "its exp is soon");

        claims.putAll(TestResults.claims(event));
        claims.put("submods", Map.of("west-1", Map.of("leeward.epoch", 1, "leeward.sequence", 1)));
        refused(old.sign(claims), "its leeward.status is null");
    }

    @Test
    void aKeyThatIsAddedCountsAtOnceAndOneThatIsRemovedNoLonger() throws IOException {
        ResultKeyFile keys = keys();

        Files.writeString(file, ResultKey.jwks(old, next));
        assertThat(keys.check(next.sign(claims))).isInstanceOf(Signature.Genuine.class);
        assertThat(keys.check(old.sign(claims))).isInstanceOf(Signature.Genuine.class);

        Files.writeString(file, ResultKey.jwks(next));
        assertThat(keys.check(old.sign(claims))).isInstanceOf(Signature.Refused.class);
        assertThat(keys.check(next.sign(claims))).isInstanceOf(Signature.Genuine.class);
    }

    @Test
    void aMistakeInTheFileLeavesTheLastGoodKeysInForce() throws IOException {
        ResultKeyFile keys = keys();

        Files.writeString(file, "{");
        assertThat(keys.check(old.sign(claims))).isInstanceOf(Signature.Genuine.class);
        assertThat(keys.check(next.sign(claims))).isInstanceOf(Signature.Refused.class);
        Files.delete(file);
        assertThat(keys.check(old.sign(claims))).isInstanceOf(Signature.Genuine.class);
    }

    @Test
    void aMistakeAtTheStartIsNamed() throws IOException {
        startFails("{", "no JSON Web Key Set");
        startFails("{\"keys\": []}", "holds no key");
        startFails("{\"keys\": [{\"kty\": \"oct\", \"k\": \"AAAA\", \"kid\": \"x\"}]}", "not on P-256");
        startFails(ResultKey.jwks(old, old), "does not name one key");
        Files.delete(file);
        assertThatThrownBy(this::keys).hasMessageContainingAll("leeward.policy.result-keys", "cannot be read");
    }

    @Test
    void withoutAFileNoSignatureIsAskedFor() {
        assertThat(new ResultKeyFile(new Config(Optional.empty())).inForce()).isFalse();
        assertThat(keys().inForce()).isTrue();
    }

    private void startFails(String text, String words) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(this::keys).hasMessageContainingAll("leeward.policy.result-keys", words);
    }

    private ResultKeyFile keys() {
        return new ResultKeyFile(new Config(Optional.of(file)));
    }

    private void refused(String result, String... words) {
        assertThat(keys().check(result))
                .isInstanceOfSatisfying(
                        Signature.Refused.class,
                        refused -> assertThat(refused.reason()).contains(words));
    }
}
