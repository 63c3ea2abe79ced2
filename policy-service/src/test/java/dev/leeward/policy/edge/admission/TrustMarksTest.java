package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.policy.Given;
import dev.leeward.policy.app.HostTrust.Standing;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nodes show the trust of their hosts, whatever happens to them, and to us. */
class TrustMarksTest {

    private final FakeCluster cluster = new FakeCluster();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<HostId, Trust> known = new HashMap<>();

    private final AdmissionMetrics metrics = new AdmissionMetrics(registry);
    private final TrustMarks marks = marks(cluster);

    private Instant now = Given.NOW;
    private boolean fresh = true;
    private boolean readable = true;

    private TrustMarks marks(Cluster of) {
        return new TrustMarks(of, this::standing, () -> now, TestWebhook.settings(Map.of("cluster", "blue")), metrics);
    }

    private Standing standing(List<HostId> hosts) {
        if (!readable) {
            throw new IllegalStateException("the database is down");
        }
        return new Standing(known, fresh);
    }

    private Node node(String name) {
        return Objects.requireNonNull(cluster.nodes.get(name));
    }

    private void assertMarked(String name, TrustStatus status) {
        Node node = node(name);
        assertThat(node).isEqualTo(new Mark(status, true).on(node));
    }

    @Test
    void each_node_shows_what_its_host_is() {
        cluster.node(FakeCluster.bare("good")).node(FakeCluster.bare("bad")).node(FakeCluster.bare("strange"));
        known.put(new HostId("good"), Given.trusted());
        known.put(new HostId("bad"), Given.untrusted());

        marks.look();

        assertMarked("good", TrustStatus.TRUSTED);
        assertMarked("bad", TrustStatus.UNTRUSTED);
        assertMarked("strange", TrustStatus.UNKNOWN);
    }

    @Test
    void trust_runs_out_by_the_clock() {
        cluster.node(FakeCluster.bare("good"));
        known.put(new HostId("good"), Given.trusted());
        marks.look();

        now = Given.NOW.plus(Duration.ofMinutes(10));
        marks.look();

        assertMarked("good", TrustStatus.STALE);
    }

    @Test
    void what_somebody_takes_away_or_forges_is_put_right() {
        known.put(new HostId("bad"), Given.untrusted());
        cluster.node("bad", new Mark(TrustStatus.TRUSTED, true));

        marks.look();

        assertMarked("bad", TrustStatus.UNTRUSTED);
    }

    @Test
    void a_node_that_shows_it_already_is_left_alone() {
        known.put(new HostId("good"), Given.trusted());
        cluster.node("good", new Mark(TrustStatus.TRUSTED, true));

        marks.look();

        assertThat(node("good").version()).isEqualTo("1");
    }

    @Test
    void while_the_view_is_stale_nothing_becomes_trusted_and_what_is_stays_so_to_its_term() {
        fresh = false;
        known.put(new HostId("new"), Given.trusted());
        known.put(new HostId("old"), Given.trusted());
        known.put(new HostId("bad"), Given.untrusted());
        cluster.node(FakeCluster.bare("new"))
                .node("old", new Mark(TrustStatus.TRUSTED, true))
                .node("bad", new Mark(TrustStatus.TRUSTED, true));

        marks.look();

        assertMarked("new", TrustStatus.STALE);
        assertMarked("old", TrustStatus.TRUSTED);
        assertMarked("bad", TrustStatus.UNTRUSTED);
        now = Given.NOW.plus(Duration.ofMinutes(10));
        marks.look();
        assertMarked("old", TrustStatus.STALE);
    }

    @Test
    void while_nothing_can_be_read_what_was_known_counts_until_it_runs_out() {
        known.put(new HostId("good"), Given.trusted());
        cluster.node(FakeCluster.bare("good"));
        marks.look();

        readable = false;
        marks.look();
        assertMarked("good", TrustStatus.TRUSTED);

        now = Given.NOW.plus(Duration.ofMinutes(10));
        marks.look();
        assertMarked("good", TrustStatus.STALE);
        assertThat(registry.counter("leeward.admission.looks.failed").count()).isEqualTo(2);
    }

    @Test
    void a_node_that_cannot_be_marked_is_counted_and_does_not_keep_the_others_from_it() throws Undecidable {
        known.put(new HostId("good"), Given.trusted());
        cluster.node(FakeCluster.bare("good")).node(FakeCluster.bare("gone"));
        Cluster forgetful = new Cluster() {
            @Override
            public List<Node> nodes() throws Undecidable {
                List<Node> seen = cluster.nodes();
                cluster.nodes.remove("gone");
                return seen;
            }

            @Override
            public JsonNode machine(String namespace, String name) throws Undecidable {
                return cluster.machine(namespace, name);
            }

            @Override
            public JsonNode pod(String namespace, String name) throws Undecidable {
                return cluster.pod(namespace, name);
            }

            @Override
            public void change(Node to) throws Undecidable {
                cluster.change(to);
            }
        };
        marks(forgetful).look();

        assertMarked("good", TrustStatus.TRUSTED);
        assertThat(registry.get("leeward.admission.nodes.unmarked").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void nodes_that_cannot_be_watched_are_told_of() {
        cluster.down = "the nodes of the cluster cannot be watched";

        marks.look();

        assertThat(registry.counter("leeward.admission.looks.failed").count()).isEqualTo(1);
    }
}
