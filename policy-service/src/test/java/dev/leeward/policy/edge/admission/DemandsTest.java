package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine demands of nodes is read as the scheduler reads it. */
class DemandsTest {

    private static final Node NODE = node(Map.of("zone", "a", "cores", "32"), List.of());

    private static Node node(Map<String, String> labels, List<Taint> taints) {
        return new Node("n-1", "1", labels, taints, false);
    }

    private static Demands demands(String spec) throws Undecidable {
        return Demands.of(Reviews.json(spec));
    }

    private static Demands affinity(String terms) throws Undecidable {
        return demands("{\"affinity\": {\"nodeAffinity\": {\"requiredDuringSchedulingIgnoredDuringExecution\":"
                + " {\"nodeSelectorTerms\": " + terms + "}}}}");
    }

    @Test
    void who_demands_nothing_takes_any_node() throws Undecidable {
        assertThat(demands("{}").admit(NODE)).isTrue();
    }

    @Test
    void every_label_of_the_selector_must_be_there() throws Undecidable {
        assertThat(demands("{\"nodeSelector\": {\"zone\": \"a\", \"cores\": \"32\"}}")
                        .admit(NODE))
                .isTrue();
        assertThat(demands("{\"nodeSelector\": {\"zone\": \"a\", \"disk\": \"ssd\"}}")
                        .admit(NODE))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "zone, In, a|b, true",
        "zone, In, b, false",
        "disk, In, ssd, false",
        "zone, NotIn, a, false",
        "disk, NotIn, ssd, true",
        "zone, Exists, , true",
        "disk, Exists, , false",
        "disk, DoesNotExist, , true",
        "zone, DoesNotExist, , false",
        "cores, Gt, 16, true",
        "cores, Gt, 32, false",
        "cores, Lt, 64, true",
        "zone, Gt, 16, false",
        "disk, Lt, 16, false",
    })
    void an_expression_holds_as_in_kubernetes(String key, String operator, String values, boolean holds)
            throws Undecidable {
        String list = values == null ? "[]" : "[\"" + values.replace("|", "\",\"") + "\"]";

        assertThat(affinity("[{\"matchExpressions\": [{\"key\": \"%s\", \"operator\": \"%s\", \"values\": %s}]}]"
                                .formatted(key, operator, list))
                        .admit(NODE))
                .isEqualTo(holds);
    }

    @Test
    void of_terms_one_must_hold_and_of_a_term_all() throws Undecidable {
        String a = "{\"key\": \"zone\", \"operator\": \"In\", \"values\": [\"a\"]}";
        String ssd = "{\"key\": \"disk\", \"operator\": \"Exists\"}";

        assertThat(affinity("[{\"matchExpressions\": [%s, %s]}]".formatted(a, ssd))
                        .admit(NODE))
                .isFalse();
        assertThat(affinity("[{\"matchExpressions\": [%s]}, {\"matchExpressions\": [%s]}]".formatted(ssd, a))
                        .admit(NODE))
                .isTrue();
    }

    @Test
    void terms_that_say_nothing_hold_for_no_node() throws Undecidable {
        assertThat(affinity("[{}]").admit(NODE)).isFalse();
        assertThat(affinity("[]").admit(NODE)).isFalse();
    }

    @Test
    void a_field_of_the_node_can_be_demanded() throws Undecidable {
        String field =
                "[{\"matchFields\": [{\"key\": \"metadata.name\", \"operator\": \"In\", \"values\": [\"%s\"]}]}]";

        assertThat(affinity(field.formatted("n-1")).admit(NODE)).isTrue();
        assertThat(affinity(field.formatted("n-2")).admit(NODE)).isFalse();
        assertThat(affinity(field.formatted("n-1")).nameNodes()).isTrue();
    }

    @Test
    void an_operator_of_later_days_is_not_guessed_at() {
        assertThatThrownBy(() -> affinity("[{\"matchExpressions\": [{\"key\": \"zone\", \"operator\": \"Like\"}]}]"))
                .hasMessageContaining("Like");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; false",
                "{'key': 'k', 'operator': 'Equal', 'value': 'v', 'effect': 'NoSchedule'}; true",
                "{'key': 'k', 'value': 'v'}; true",
                "{'key': 'k', 'value': 'w'}; false",
                "{'key': 'k', 'operator': 'Exists'}; true",
                "{'key': 'k', 'operator': 'Exists', 'effect': 'NoExecute'}; false",
                "{'operator': 'Exists'}; true",
                "{'key': 'other', 'operator': 'Exists'}; false",
            })
    void a_taint_keeps_off_whoever_does_not_tolerate_it(String toleration, boolean tolerated) throws Undecidable {
        Node tainted = node(Map.of(), List.of(new Taint("k", "v", "NoSchedule")));

        assertThat(demands("{\"tolerations\": [" + toleration.replace('\'', '"') + "]}")
                        .admit(tainted))
                .isEqualTo(tolerated);
    }

    @Test
    void a_taint_that_is_only_a_wish_keeps_nobody_off() throws Undecidable {
        assertThat(demands("{}").admit(node(Map.of(), List.of(new Taint("k", "v", "PreferNoSchedule")))))
                .isTrue();
    }

    @Test
    void a_cordoned_node_takes_nothing_new() throws Undecidable {
        Node cordoned = new Node("n-1", "1", Map.of(), List.of(), true);

        assertThat(demands("{}").admit(cordoned)).isFalse();
        assertThat(demands("{\"tolerations\": [{\"operator\": \"Exists\"}]}").admit(cordoned))
                .isTrue();
    }

    @Test
    void what_is_added_narrows_and_never_replaces() throws Undecidable {
        Demands a = demands("{\"nodeSelector\": {\"zone\": \"a\"}}");

        assertThat(a.narrowed(Map.of("zone", "b")).admit(NODE)).isTrue();
        assertThat(a.narrowed(Map.of("disk", "ssd")).admit(NODE)).isFalse();
    }

    @Test
    void trust_is_demanded_where_no_other_node_will_do() throws Undecidable {
        String label = Mark.LABEL;
        String in = "{\"key\": \"" + label + "\", \"operator\": \"In\", \"values\": [\"trusted\"]}";
        String exists = "{\"key\": \"" + label + "\", \"operator\": \"Exists\"}";

        assertThat(demands("{\"nodeSelector\": {\"" + label + "\": \"trusted\"}}")
                        .demandTrust())
                .isTrue();
        assertThat(affinity("[{\"matchExpressions\": [%s]}]".formatted(in)).demandTrust())
                .isTrue();
        assertThat(affinity("[{\"matchExpressions\": [%s]}, {\"matchExpressions\": [%s]}]".formatted(in, exists))
                        .demandTrust())
                .isFalse();
        assertThat(demands("{}").demandTrust()).isFalse();
    }
}
