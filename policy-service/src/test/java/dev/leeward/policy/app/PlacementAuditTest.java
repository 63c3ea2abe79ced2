package dev.leeward.policy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.events.policy.UndecidedMoveObserved;
import dev.leeward.policy.World;
import dev.leeward.policy.app.PlacementAudit.Look;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.SeenMachine;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A machine that is where no decision allowed it is told of, once. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class PlacementAuditTest {

    private static final Duration WINDOW = Duration.ofHours(1);

    @Inject
    PlacementAudit audit;

    @Inject
    World world;

    private final String source = World.unique("vc");
    private final String workload = World.unique("web");
    private final String here = World.unique("here");
    private final String there = World.unique("there");

    @BeforeEach
    void set() {
        world.trustedHost(here);
        world.trustedHost(there);
        world.workload(workload, "acme", here, Map.of());
    }

    @Test
    void a_move_that_nobody_decided_about_is_told_of_once() {
        assertThat(look(running(here))).isZero();

        assertThat(look(running(there))).isEqualTo(1);

        UndecidedMoveObserved told = world.kafka()
                .awaitEvent(
                        UndecidedMoveObserved.class,
                        event -> event.getWorkloadId().equals(workload));
        assertThat(told.getEnvelope().getTenant()).isEqualTo("acme");
        assertThat(told.getSourceHost()).isEqualTo(here);
        assertThat(told.getDestinationHost()).isEqualTo(there);
        assertThat(look(running(there))).isZero();
    }

    @Test
    void a_decision_explains_one_move() {
        look(running(here));
        allow("migrate", workload, there);

        assertThat(look(running(there))).isZero();
        assertThat(look(running(here))).isEqualTo(1);
        assertThat(look(running(there))).isEqualTo(1);
    }

    @Test
    void a_decision_explains_no_move_elsewhere_and_none_after_its_window() {
        look(running(here));
        allow("migrate", workload, there);

        assertThat(look(running(World.unique("elsewhere")))).isEqualTo(1);
        assertThat(look(Duration.ZERO, running(there))).isEqualTo(1);
    }

    @Test
    void a_start_needs_a_decision_and_a_stop_does_not() {
        look(machine("vm-1", workload, here, false));

        assertThat(look(running(here))).isEqualTo(1);
        assertThat(look(machine("vm-1", workload, here, false))).isZero();
        allow("power-on", workload, here);
        assertThat(look(running(here))).isZero();
    }

    @Test
    void a_new_machine_is_explained_by_a_copy_that_was_allowed_on_its_host() {
        look(running(here));
        allow("clone", workload, there);
        SeenMachine copy = machine("vm-2", World.unique("copy"), there, true);
        SeenMachine another = machine("vm-3", World.unique("copy"), there, true);

        assertThat(look(running(here), copy)).isZero();
        assertThat(look(running(here), copy, another)).isEqualTo(1);
    }

    @Test
    void a_new_machine_that_is_off_is_nobodys_business_until_it_runs() {
        look(running(here));
        String late = World.unique("late");

        assertThat(look(running(here), machine("vm-2", late, there, false))).isZero();
        assertThat(look(running(here), machine("vm-2", late, there, true))).isEqualTo(1);
    }

    @Test
    void a_look_that_another_overtook_changes_nothing() {
        look(running(here));
        Instant slow = audit.begin(source, Duration.ZERO, Duration.ZERO).orElseThrow();
        Instant quick = awaitLater(slow);

        assertThat(audit.compare(shown(slow, running(there)), WINDOW)).isZero();
        assertThat(audit.compare(shown(quick, running(there)), WINDOW)).isEqualTo(1);
    }

    @Test
    void of_several_replicas_one_looks() {
        look(running(here));

        assertThat(audit.begin(source, Duration.ofMinutes(1), Duration.ofHours(1)))
                .isEmpty();
        assertThat(audit.begin(source, Duration.ZERO, Duration.ofHours(1))).isPresent();
        assertThat(audit.begin(source, Duration.ZERO, Duration.ofHours(1))).isEmpty();
    }

    private Instant awaitLater(Instant than) {
        Optional<Instant> later = Optional.empty();
        while (later.filter(than::isBefore).isEmpty()) {
            later = audit.begin(source, Duration.ZERO, Duration.ZERO);
        }
        return later.get();
    }

    private void allow(String action, String of, String to) {
        Map<String, Object> question = World.question(of, to);
        question.put("action", action);
        World.ask(question).statusCode(200).body("effect", equalTo("ALLOW"));
    }

    private SeenMachine running(String host) {
        return machine("vm-1", workload, host, true);
    }

    private static SeenMachine machine(String id, String workload, String host, boolean running) {
        return new SeenMachine(id, new WorkloadId(workload), workload, new HostId(host), running);
    }

    private int look(SeenMachine... machines) {
        return look(WINDOW, machines);
    }

    private int look(Duration window, SeenMachine... machines) {
        Instant at = audit.begin(source, Duration.ZERO, Duration.ZERO).orElseThrow();
        return audit.compare(shown(at, machines), window);
    }

    private Look shown(Instant at, SeenMachine... machines) {
        Set<String> present = Arrays.stream(machines).map(SeenMachine::id).collect(Collectors.toSet());
        return new Look(source, "vcenter.example.com", at, List.of(machines), present);
    }
}
