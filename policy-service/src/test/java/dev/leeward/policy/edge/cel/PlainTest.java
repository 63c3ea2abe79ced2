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

class PlainTest {
    private static final List<String> KEYS = List.of("pci", "zone");
    private static final List<String> VALUES = List.of("true", "false", "a");
    private static final List<String> FIELDS =
            PlainText.FIELDS.keySet().stream().sorted().toList();

    private final CelCompiler compiler = new CelCompiler();
    private final Random random = new Random(20261128);

    /** A conditional hides the condition, so that CEL evaluates the whole of it. */
    @Test
    void anOutcomeAndWhatWasReadForItAreTheSameAsCels() throws CelCompiler.Invalid {
        Map<Class<?>, Integer> seen = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            String condition = condition();
            var plain = compiler.condition(condition);
            var whole = compiler.condition("(" + condition + ") ? true : false");
            for (int j = 0; j < 20; j++) {
                PlacementCase c = placement(labels(), labels());
                Outcome expected = whole.test(c);

                assertThat(kind(plain.test(c)))
                        .as("%s of %s and %s", condition, c.workload(), c.host())
                        .isEqualTo(kind(expected));
                if (!(expected instanceof Outcome.Unclear)) {
                    assertThat(plain.reads(c))
                            .as("%s of %s and %s", condition, c.workload(), c.host())
                            .isEqualTo(whole.reads(c));
                }
                seen.merge(kind(expected), 1, Integer::sum);
            }
        }
        assertThat(seen).hasSize(3).allSatisfy((_, times) -> assertThat(times).isGreaterThan(200));
    }

    @Test
    void aMessageIsTheSameAsCels() throws CelCompiler.Invalid {
        for (int i = 0; i < 200; i++) {
            String message = IntStream.rangeClosed(0, random.nextInt(4))
                    .mapToObj(_ -> text())
                    .collect(Collectors.joining(" + "));
            var plain = compiler.message(message);
            var whole = compiler.message("true ? (" + message + ") : ''");
            PlacementCase c = placement(labels(), labels());

            assertThat(plain.of(c).replaceAll("character \\d+", "character"))
                    .isEqualTo(whole.of(c).replaceAll("character \\d+", "character"));
        }
    }

    @Test
    void mostOfTheShippedConditionsNeedNoCel() throws CelCompiler.Invalid {
        Plain.Case c = Plain.Case.of(placement(Map.of("pci", "true"), Map.of())).orElseThrow();

        for (String condition : List.of(
                "'admin' in principal.roles || 'operator' in principal.roles",
                "'tenant-operator' in principal.roles && principal.tenant != '' && principal.tenant == workload.tenant",
                "'pci' in workload.labels && workload.labels['pci'] != 'false' && !('pci' in dest.labels)",
                "size(dest.peers) > 0")) {
            assertThat(((CelCompiler.Compiled) compiler.condition(condition))
                            .plain()
                            .of(c, Plain.Reads.unnoted()))
                    .as(condition)
                    .isNotEqualTo(Plain.Answer.UNSURE);
        }
    }

    @Test
    void whatNeitherSideIsKnownOfIsUnclear() throws CelCompiler.Invalid {
        PlacementCase bare = placement(Map.of(), Map.of());
        PlacementCase unknown =
                new PlacementCase(bare.request(), bare.at(), null, null, bare.destination(), bare.host(), List.of());

        assertThat(compiler.condition("'operator' in principal.roles").test(bare))
                .isEqualTo(new Outcome.Holds());
        assertThat(compiler.condition("'operator' in principal.roles").test(unknown))
                .isInstanceOf(Outcome.Unclear.class);
        assertThat(compiler.condition("workload.labels['pci'] == 'true'").test(bare))
                .isInstanceOf(Outcome.Unclear.class);
    }

    private String condition() {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> part(2))
                .collect(Collectors.joining(pick(List.of(" && ", " || "))));
    }

    private String part(int depth) {
        String labels = pick(List.of("workload", "dest")) + ".labels";
        return switch (random.nextInt(depth > 0 ? 10 : 7)) {
            case 0, 1 -> "'%s' in %s".formatted(pick(KEYS), labels);
            case 2 -> "%s == %s".formatted(text(), text());
            case 3 -> "%s != %s".formatted(text(), text());
            case 4 -> "'%s' in principal.roles".formatted(pick(List.of("operator", "admin")));
            case 5 -> "size(%s) > 0".formatted(pick(List.of(labels, "dest.peers", "principal.roles")));
            case 6 ->
                pick(List.of(
                        "int(workload.name) > 0",
                        "true",
                        "has(dest.labels.pci)",
                        "size(dest.peers) > 1",
                        "dest.site.startsWith('e')",
                        "workload.host.site == 'east'"));
            case 7 -> "!(%s)".formatted(part(depth - 1));
            case 8 -> "(%s || %s)".formatted(part(depth - 1), part(depth - 1));
            default -> "(%s && %s)".formatted(part(depth - 1), part(depth - 1));
        };
    }

    private String text() {
        return switch (random.nextInt(5)) {
            case 0 -> "'" + pick(List.of("true", "false", "a", "east", "acme", "TRUSTED")) + "'";
            case 1, 2 -> "%s.labels['%s']".formatted(pick(List.of("workload", "dest")), pick(KEYS));
            default -> pick(FIELDS);
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
