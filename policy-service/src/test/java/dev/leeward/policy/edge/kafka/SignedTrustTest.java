package dev.leeward.policy.edge.kafka;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.policy.TestResultKeys;
import dev.leeward.policy.World;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.ResultKey;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestResults;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where result keys are in force, on a real broker: trust counts only where it is signed. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestResultKeys.class)
class SignedTrustTest {
    private final ResultKey key = ResultKey.generate("2026-01");
    private final Path file = ConfigProvider.getConfig().getValue(TestResultKeys.FILE, Path.class);
    private final String host = unique("west-1");

    @Inject
    World world;

    @Inject
    MeterRegistry metrics;

    @BeforeEach
    void theWorld() throws IOException {
        Files.writeString(file, ResultKey.jwks(key));
        world.discovered(host, Map.of());
    }

    @Test
    void aHostThatASignedResultCallsTrustedIsADestination() {
        String workload = unique("acme-web");
        world.workload(workload, "acme", unique("east-1"), Map.of());

        world.kafka().send(TestResults.signed(TestEvents.trusted(host), key));

        awaitStatus(TrustStatus.TRUSTED);
        ask(question(workload, host)).statusCode(200).body("effect", equalTo("ALLOW"));
    }

    @Test
    void aWorkloadThatNeedsAnAssetTagGoesWhereASignedResultProvesOne() {
        String workload = unique("acme-vault");
        world.workload(workload, "acme", unique("east-1"), Map.of("asset-tag", "true"));
        world.kafka().send(TestResults.signed(TestEvents.trusted(host), key));
        awaitStatus(TrustStatus.TRUSTED);
        ask(question(workload, host)).body("determining.policy", contains("F35-asset-tag"));

        TrustChanged tagged = TestEvents.with(
                TestEvents.trusted(host), "assetTag", TestEvents.trusted(host).getPlatform());
        world.kafka().send(TestResults.signed(tagged, key));

        world.awaitHost(host, found -> found.trust().assetTag() == TrustStatus.TRUSTED);
        ask(question(workload, host)).body("effect", equalTo("ALLOW"));
    }

    @Test
    void aHostThatIsCalledTrustedWithoutAResultIsNoDestinationAndTheReasonSaysWhy() {
        String workload = unique("acme-web");
        world.workload(workload, "acme", unique("east-1"), Map.of());
        double before = doubted();

        world.kafka().send(TestEvents.trusted(host));

        world.awaitHost(host, found -> found.trust().reason().contains("carries no attestation result"));
        assertThat(doubted()).isGreaterThan(before);
        ask(question(workload, host))
                .statusCode(200)
                .body("effect", equalTo("DENY"))
                .body("trustSnapshot[0].status", equalTo("UNKNOWN"))
                .body("reason", containsString("leeward.attestation.result-signing.keys"));
    }

    @Test
    void aTrustedHostWhoseNextResultAForeignKeySignedIsTrustedNoLonger() {
        world.kafka().send(TestResults.signed(TestEvents.trusted(host), key));
        awaitStatus(TrustStatus.TRUSTED);

        world.kafka().send(TestResults.signed(TestEvents.trusted(host), ResultKey.generate("2026-01")));

        awaitStatus(TrustStatus.UNKNOWN);
    }

    @Test
    void anOlderResultDoesNotBringTrustBack() {
        TrustChanged good = TestResults.signed(TestEvents.trusted(host), key);
        world.kafka().send(good);
        awaitStatus(TrustStatus.TRUSTED);
        world.kafka().send(TestEvents.untrusted(host));
        awaitStatus(TrustStatus.UNTRUSTED);

        TrustChanged replayed = TestEvents.trusted(host);
        TestEvents.with(replayed, "attestedAt", good.getAttestedAt());
        TestEvents.with(replayed, "attestedUntil", good.getAttestedUntil());
        world.kafka().send(TestEvents.with(replayed, "attestationResult", good.getAttestationResult()));

        world.awaitHost(host, found -> found.trust().reason().contains("names the event"));
        awaitStatus(TrustStatus.UNKNOWN);
    }

    @Test
    void aNewKeyCountsOnceItIsInTheFile() throws IOException {
        ResultKey next = ResultKey.generate("2026-02");
        world.kafka().send(TestResults.signed(TestEvents.trusted(host), next));
        world.awaitHost(host, found -> found.trust().reason().contains("the key 2026-02"));

        Files.writeString(file, ResultKey.jwks(key, next));
        world.kafka().send(TestResults.signed(TestEvents.trusted(host), next));

        awaitStatus(TrustStatus.TRUSTED);
    }

    @Test
    void whatGrantsNothingNeedsNoSignature() {
        world.kafka().send(TestEvents.untrusted(host));

        awaitStatus(TrustStatus.UNTRUSTED);
    }

    private void awaitStatus(TrustStatus status) {
        world.awaitHost(host, found -> found.trust().status() == status);
    }

    private double doubted() {
        return metrics.counter("leeward.policy.trust.doubted").count();
    }
}
