package dev.leeward.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many agents at once: done together, answered and told of apart. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class AttestationDeskTest extends ApiTest {

    @Test
    void of_many_at_once_each_gets_its_own_verdict_and_its_own_event() throws Exception {
        List<Agent> agents = IntStream.rangeClosed(121, 132)
                .mapToObj(i -> Agent.enrolled("host-" + i, i % 2 == 1 ? "5.1" : "5.0"))
                .toList();

        List<String> verdicts = atOnce(agents.stream()
                .<Callable<String>>map(agent -> () ->
                        agent.attest().statusCode(200).extract().jsonPath().getString("trust.overall"))
                .toList());

        Set<String> correlations = new HashSet<>();
        for (int i = 0; i < agents.size(); i++) {
            String host = agents.get(i).id();
            TrustStatus expected = i % 2 == 0 ? TrustStatus.TRUSTED : TrustStatus.UNTRUSTED;
            assertThat(verdicts.get(i)).as(host).isEqualTo(expected.name());
            TrustChanged said = awaitTrust(host, expected);
            Envelope envelope = said.getEnvelope();
            assertThat(envelope.getActor()).isEqualTo("agent:" + host);
            correlations.add(envelope.getCorrelationId());
        }
        assertGapless(agents.getFirst().id());
        assertGapless(agents.getLast().id());
        assertThat(correlations).hasSize(agents.size());
    }

    @Test
    void a_nonce_is_good_once_however_many_answers_come_at_the_same_time() throws Exception {
        Agent agent = Agent.enrolled("host-111", "5.1");
        Agent thief = Agent.enrolled("host-112", "5.1");
        Agent.Challenge challenge = agent.challenge();
        String answer = agent.evidence(challenge).toJson(challenge.id());
        String stolen = thief.evidence(challenge).toJson(challenge.id());
        List<Callable<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(() -> agent.submit(answer).extract().statusCode());
            answers.add(() -> thief.submit(stolen).extract().statusCode());
        }

        List<Integer> statuses = atOnce(answers);

        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(5);
        assertThat(statuses.stream().filter(status -> status == 404)).hasSize(6);
        awaitRejection("host-112", "challenge-unknown");
        awaitTrust("host-111", TrustStatus.TRUSTED);
        assertGapless("host-111");
    }

    @Test
    void no_more_challenges_are_open_than_may_be_however_many_are_asked_for_at_the_same_time() throws Exception {
        Agent agent = Agent.enrolled("host-113", "5.1");
        List<Callable<Boolean>> requests = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            requests.add(() -> {
                try {
                    agent.challenge();
                    return true;
                } catch (AssertionError tooMany) {
                    return false;
                }
            });
        }

        assertThat(atOnce(requests).stream().filter(issued -> issued)).hasSize(8);
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : callers.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
