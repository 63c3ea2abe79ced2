package dev.leeward.policy.edge.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Policy.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeedsTest {
    private static final List<String> KEYS = List.of("pci", "zone");
    private static final List<String> VALUES = List.of("true", "false", "a");

    private final CelCompiler compiler = new CelCompiler();
    private final Random random = new Random(20261128);

    /** A conditional hides the conjunction, so that the whole of it is evaluated. */
    @Test
    void anOutcomeIsTheSameWithAndWithoutThem() throws CelCompiler.Invalid {
        int ruledOut = 0;
        for (int i = 0; i < 400; i++) {
            String conjunction = conjunction();
            var quick = compiler.condition(conjunction);
            var whole = compiler.condition("(" + conjunction + ") ? true : false");
            for (int j = 0; j < 20; j++) {
                PlacementCase c = placement(labels(), labels());
                Outcome expected = whole.test(c);

                assertThat(kind(quick.test(c)))
                        .as("%s of %s and %s", conjunction, c.workload(), c.host())
                        .isEqualTo(kind(expected));
                ruledOut += expected instanceof Outcome.HoldsNot ? 1 : 0;
            }
        }
        assertThat(ruledOut).isBetween(2_000, 7_900);
    }

    @Test
    void nothingIsRuledOutByWhatIsNoConjunction() throws CelCompiler.Invalid {
        PlacementCase bare = placement(Map.of(), Map.of());

        assertThat(compiler.condition("'pci' in workload.labels || true").test(bare))
                .isEqualTo(new Outcome.Holds());
        assertThat(compiler.condition("!('pci' in workload.labels)").test(bare)).isEqualTo(new Outcome.Holds());
        assertThat(compiler.condition("workload.labels['pci'] == 'true'").test(bare))
                .isInstanceOf(Outcome.Unclear.class);
    }

    private String conjunction() {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> part(2))
                .collect(Collectors.joining(" && "));
    }

    private String part(int depth) {
        String labels = pick(List.of("workload", "dest")) + ".labels";
        String key = pick(KEYS);
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0, 1 -> "'%s' in %s".formatted(key, labels);
            case 2 -> "%s['%s'] == '%s'".formatted(labels, key, pick(VALUES));
            case 3 -> "%s['%s'] != '%s'".formatted(labels, key, pick(VALUES));
            case 4 -> pick(List.of("int(workload.name) > 0", "dest.site == 'east'", "true", "has(dest.labels.pci)"));
            case 5 -> "!(%s)".formatted(part(depth - 1));
            case 6 -> "(%s || %s)".formatted(part(depth - 1), part(depth - 1));
            default -> "(%s && %s)".formatted(part(depth - 1), part(depth - 1));
        };
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        KEYS.forEach(key -> {
            if (random.nextBoolean()) {
                labels.put(key, pick(VALUES));
            }
        });
        return labels;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Which of two errors is told is the evaluation's own business. */
    private static Class<?> kind(Outcome outcome) {
        return outcome.getClass();
    }

    private static PlacementCase placement(Map<String, String> ofWorkload, Map<String, String> ofHost) {
        WorkloadView workload = Given.workload("acme-web", "acme", ofWorkload);
        HostView host = Given.host("east-2", Given.trusted(), ofHost);
        return new PlacementCase(
                Given.migrate(Given.OPERATOR, "acme-web", "east-2"),
                Given.NOW,
                workload,
                null,
                host.id(),
                host,
                List.of());
    }
}
