package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.placement.TrustStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MarkTest {

    private static final Taint FOREIGN = new Taint("dedicated", "gpu", "NoExecute", "2026-11-01T12:00:00Z");
    private static final Node NODE = new Node("n-1", "7", Map.of("zone", "a"), List.of(FOREIGN), true);

    @Test
    void a_trusted_node_is_labelled_and_not_tainted() {
        Node marked = new Mark(TrustStatus.TRUSTED, true).on(NODE);

        assertThat(marked.labels()).containsEntry(Mark.LABEL, "trusted").containsEntry("zone", "a");
        assertThat(marked.taints()).containsExactly(FOREIGN);
        assertThat(Mark.showsTrust(marked)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = "TRUSTED", mode = EnumSource.Mode.EXCLUDE)
    void any_other_node_is_labelled_and_tainted_by_what_it_is(TrustStatus status) {
        Node marked = new Mark(status, true).on(NODE);
        String word = status.name().toLowerCase(java.util.Locale.ROOT);

        assertThat(marked.labels()).containsEntry(Mark.LABEL, word);
        assertThat(marked.taints()).containsExactly(FOREIGN, new Taint(Mark.TAINT, word, "NoSchedule"));
        assertThat(Mark.showsTrust(marked)).isFalse();
    }

    @Test
    void a_mark_replaces_the_one_before_it() {
        Node stale = new Mark(TrustStatus.STALE, true).on(NODE);

        assertThat(new Mark(TrustStatus.UNTRUSTED, true).on(stale).taints())
                .containsExactly(FOREIGN, new Taint(Mark.TAINT, "untrusted", "NoSchedule"));
        assertThat(new Mark(TrustStatus.TRUSTED, true).on(stale)).isEqualTo(Mark.trusted(NODE));
        assertThat(new Mark(TrustStatus.STALE, true).on(stale)).isEqualTo(stale);
    }

    @Test
    void where_nodes_are_not_to_be_tainted_a_taint_of_before_goes() {
        Node tainted = new Mark(TrustStatus.UNTRUSTED, true).on(NODE);

        Node marked = new Mark(TrustStatus.UNTRUSTED, false).on(tainted);

        assertThat(marked.taints()).containsExactly(FOREIGN);
        assertThat(marked.labels()).containsEntry(Mark.LABEL, "untrusted");
    }

    @Test
    void a_taint_that_somebody_left_behind_or_softened_is_no_sign_of_trust() {
        Node softened = new Node(
                "n-1",
                "7",
                Map.of(Mark.LABEL, "trusted"),
                List.of(new Taint(Mark.TAINT, "", "PreferNoSchedule")),
                false);

        assertThat(Mark.showsTrust(softened)).isFalse();
        assertThat(new Mark(TrustStatus.UNTRUSTED, true).on(softened).taints())
                .containsExactly(new Taint(Mark.TAINT, "untrusted", "NoSchedule"));
    }
}
