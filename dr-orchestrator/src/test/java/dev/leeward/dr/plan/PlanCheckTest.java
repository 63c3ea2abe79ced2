package dev.leeward.dr.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.leeward.dr.Fixtures;
import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.plan.PlanDraft.DraftTier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanCheckTest {
    private static final Map<GroupId, Group> KNOWN = Stream.of(
                    Fixtures.group("shop", "web", "db", "cache"),
                    Fixtures.group("back", new Direction(new SiteId("west"), new SiteId("east")), "mail"))
            .collect(Collectors.toMap(Group::id, Function.identity()));

    @Test
    void aPlanWithForwardDependenciesAcrossTiersIsValid() {
        var draft = draft(
                List.of("shop"),
                List.of(tier(2, "web"), tier(1, "db", "cache")),
                Map.of("web", List.of("db"), "cache", List.of("db")));

        assertThat(PlanCheck.of(draft, KNOWN)).isInstanceOfSatisfying(PlanCheck.Result.Valid.class, valid -> {
            assertThat(valid.document().tiers()).extracting(Tier::priority).containsExactly(1, 2);
            assertThat(valid.document().workloads()).isEqualTo(3);
        });
    }

    static Stream<Arguments> wrongPlans() {
        var whole = List.of(tier(1, "db", "cache"), tier(2, "web"));
        return Stream.of(
                arguments("name", "blank-name", new PlanDraft(" ", List.of("shop"), whole, Map.of())),
                arguments("groups", "no-groups", draft(List.of(), whole, Map.of())),
                arguments("groups[0]", "unknown-group", draft(List.of("nobody"), whole, Map.of())),
                arguments("groups[0]", "unknown-group", draft(List.of("no group!"), whole, Map.of())),
                arguments("groups[1]", "duplicate-group", draft(List.of("shop", "shop"), whole, Map.of())),
                arguments(
                        "groups[1]",
                        "mixed-sites",
                        draft(
                                List.of("shop", "back"),
                                List.of(tier(1, "db", "cache"), tier(2, "web", "mail")),
                                Map.of())),
                arguments("tiers", "no-tiers", draft(List.of("shop"), List.of(), Map.of())),
                arguments(
                        "tiers[1].workloads",
                        "empty-tier",
                        draft(List.of("shop"), List.of(tier(1, "web", "db", "cache"), tier(2)), Map.of())),
                arguments(
                        "tiers[1].priority",
                        "bad-priority",
                        draft(List.of("shop"), List.of(tier(1, "web", "db"), tier(6, "cache")), Map.of())),
                arguments(
                        "tiers[1].priority",
                        "duplicate-tier",
                        draft(List.of("shop"), List.of(tier(1, "web", "db"), tier(1, "cache")), Map.of())),
                arguments(
                        "tiers[1].workloads[1]",
                        "duplicate-workload",
                        draft(List.of("shop"), List.of(tier(1, "web", "db"), tier(2, "cache", "web")), Map.of())),
                arguments(
                        "tiers[0].workloads[3]",
                        "workload-not-in-group",
                        draft(List.of("shop"), List.of(tier(1, "web", "db", "cache", "mail")), Map.of())),
                arguments("tiers", "missing-workload", draft(List.of("shop"), List.of(tier(1, "web", "db")), Map.of())),
                arguments(
                        "dependencies.ghost",
                        "missing-workload",
                        draft(List.of("shop"), whole, Map.of("ghost", List.of("db")))),
                arguments(
                        "dependencies.web[1]",
                        "missing-workload",
                        draft(List.of("shop"), whole, Map.of("web", List.of("db", "ghost")))),
                arguments("dependencies.db[0]", "cycle", draft(List.of("shop"), whole, Map.of("db", List.of("web")))),
                arguments(
                        "dependencies.cache",
                        "cycle",
                        draft(List.of("shop"), whole, Map.of("cache", List.of("db"), "db", List.of("cache")))),
                arguments("dependencies.db", "cycle", draft(List.of("shop"), whole, Map.of("db", List.of("db")))));
    }

    @ParameterizedTest(name = "{1} at {0}")
    @MethodSource("wrongPlans")
    void aWrongPlanIsRefusedWithPathAndRemedy(String path, String code, PlanDraft draft) {
        assertThat(PlanCheck.of(draft, KNOWN))
                .isInstanceOfSatisfying(
                        PlanCheck.Result.Invalid.class,
                        invalid -> assertThat(invalid.problems()).anySatisfy(problem -> {
                            assertThat(problem.path()).isEqualTo(path);
                            assertThat(problem.code()).isEqualTo(code);
                            assertThat(problem.detail()).isNotBlank();
                            assertThat(problem.remedy()).isNotBlank();
                        }));
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        var draft = draft(List.of("nobody"), List.of(tier(9)), Map.of("a", List.of("b")));

        assertThat(PlanCheck.of(draft, KNOWN))
                .isInstanceOfSatisfying(
                        PlanCheck.Result.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(PlanProblem::code)
                                .containsExactlyInAnyOrder(
                                        "unknown-group",
                                        "bad-priority",
                                        "empty-tier",
                                        "missing-workload",
                                        "missing-workload"));
    }

    private static PlanDraft draft(List<String> groups, List<DraftTier> tiers, Map<String, List<String>> dependencies) {
        return new PlanDraft("shop", groups, tiers, dependencies);
    }

    private static DraftTier tier(int priority, String... workloads) {
        return new DraftTier(priority, Optional.empty(), List.of(workloads));
    }
}
