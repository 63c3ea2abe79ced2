package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.app.Rounds;
import dev.leeward.attestation.app.SourceStore;
import dev.leeward.attestation.app.TurnStore;
import dev.leeward.attestation.app.WaitingRoom;
import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.attestation.schedule.Turn;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Seed;
import dev.leeward.testkit.Tokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many hosts, and several replicas that hand out their rounds from one database. */
@QuarkusTest
@TestProfile(ReplicasTest.ManyHosts.class)
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class ReplicasTest extends ApiTest {

    private static final int IN_FLIGHT = 12;
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Agent MODEL = new Agent("host-60", Agent.booted("5.1"));

    /** Hosts are copied from one that was pinned, so no proof is asked for; few challenges may be in flight. */
    public static final class ManyHosts implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "leeward.attestation.enrolment",
                    "pin-on-first-use",
                    "leeward.attestation.schedule.in-flight",
                    Integer.toString(IN_FLIGHT));
        }
    }

    @Inject
    MutableClock clock;

    @Inject
    Rounds rounds;

    @Inject
    WaitingRoom room;

    @Inject
    TurnStore turns;

    @Inject
    SourceStore sources;

    @Inject
    EntityManager entities;

    @BeforeEach
    void model() {
        MODEL.pin(Tokens.agent("host-60")).statusCode(200);
    }

    @AfterEach
    void forget() {
        update("delete from attestation_turn where host like 'many-%'");
        update("delete from host where id like 'many-%'");
    }

    /** Two replicas hand out at the same time; from some point on one of them dies with what it holds. */
    @Test
    void no_round_is_handed_out_twice_and_none_is_forgotten_when_a_replica_dies() throws Exception {
        long seed = Seed.choose();
        RandomGenerator random = Seed.random(seed);
        List<HostId> hosts = hosts(40, "now()");
        Map<HostId, Instant> closed = new HashMap<>();
        Map<HostId, Integer> attested = new HashMap<>();
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            for (int step = 0; step < 120; step++) {
                boolean bothAlive = step < 60;
                Callable<List<Challenge>> handOut = () -> rounds.handOut(hosts).challenges();
                List<Challenge> handedOut = new ArrayList<>();
                for (Future<List<Challenge>> replica :
                        replicas.invokeAll(bothAlive ? List.of(handOut, handOut) : List.of(handOut))) {
                    handedOut.addAll(replica.get());
                }
                assertThat(handedOut.stream().map(Challenge::host))
                        .as(Seed.replay(seed))
                        .doesNotHaveDuplicates();
                for (Challenge challenge : handedOut) {
                    Instant before = closed.put(challenge.host(), challenge.expiresAt());
                    assertThat(before == null || !before.isAfter(challenge.issuedAt()))
                            .as(
                                    "host %s was challenged while it works on a challenge. %s",
                                    challenge.host(), Seed.replay(seed))
                            .isTrue();
                    if (bothAlive ? random.nextInt(3) > 0 : random.nextInt(10) > 0) {
                        attest(challenge);
                        closed.remove(challenge.host());
                        attested.merge(challenge.host(), 1, Integer::sum);
                    }
                }
                assertThat(rounds.state().inFlight()).as(Seed.replay(seed)).isBetween(0L, (long) IN_FLIGHT);
                clock.advance(Duration.ofMillis(random.nextLong(1_000, 20_000)));
            }
        }
        assertThat(attested.keySet()).as(Seed.replay(seed)).containsAll(hosts);

        Set<HostId> again = new HashSet<>();
        Instant end = clock.instant().plus(INTERVAL.multipliedBy(2));
        while (clock.instant().isBefore(end)) {
            for (Challenge challenge : rounds.handOut(hosts).challenges()) {
                attest(challenge);
                again.add(challenge.host());
            }
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(again).as(Seed.replay(seed)).containsAll(hosts);
    }

    @Test
    void two_thousand_agents_wait_without_a_thread_or_a_connection_of_the_database_each() throws Exception {
        int agents = 2_000;
        List<HostId> hosts = hosts(agents, "now() + interval '1 year'");
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        try (Polls polls = new Polls()) {
            for (HostId host : hosts) {
                waiting.add(polls.wait(host.value(), 60));
                if (waiting.size() % 20 == 0) {
                    int sent = waiting.size();
                    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> room.waiting() >= sent);
                }
            }

            assertThat(room.waiting()).isEqualTo(agents);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - before)
                    .isLessThan(agents / 20);
            given().auth()
                    .oauth2(Tokens.token("operator"))
                    .post("/v1/hosts/many-7/attestations")
                    .then()
                    .statusCode(202);
            assertThat(waiting.get(6).get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> room.waiting() == 0);
    }

    @Test
    void a_source_is_asked_at_once_on_demand_and_then_again_at_its_interval() {
        SourceId source = new SourceId("many-source");
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> sources.claim(source, now, now.plusSeconds(120)));
        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> sources.claim(source, now.plusSeconds(1), now.plusSeconds(121))))
                .isFalse();

        QuarkusTransaction.requiringNew().run(() -> sources.askNow(source, now.plusSeconds(1)));

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> sources.claim(source, now.plusSeconds(1), now.plusSeconds(121))))
                .isTrue();
        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> sources.claim(source, now.plusSeconds(2), now.plusSeconds(122))))
                .isFalse();
    }

    /** What accepted evidence does to the turn: the next is due after an interval. */
    private void attest(Challenge challenge) {
        QuarkusTransaction.requiringNew().run(() -> {
            Turn turn = turns.lock(challenge.host()).orElseThrow();
            Instant next = challenge.issuedAt().plus(INTERVAL);
            turns.save(new Turn(turn.host(), next, next, 0, null));
        });
    }

    /** Hosts like the model, enrolled, each with a turn from a time on. */
    private List<HostId> hosts(int count, String nextAt) {
        update("insert into host select (jsonb_populate_record(h, jsonb_build_object('id', 'many-' || n))).*"
                + " from host h, generate_series(1, " + count + ") n where h.id = 'host-60'");
        update("insert into attestation_turn (host, due_at, next_at, attempts)" + " select id, " + nextAt + ", "
                + nextAt + ", 0 from host where id like 'many-%'");
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> new HostId("many-" + n))
                .toList();
    }

    private void update(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement).executeUpdate());
    }
}
