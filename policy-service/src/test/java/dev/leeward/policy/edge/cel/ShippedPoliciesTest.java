package dev.leeward.policy.edge.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.app.PolicyCompiler.Compiled;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.Policy;
import dev.leeward.policy.policy.Policy.Outcome;
import dev.leeward.policy.policy.PolicySet;
import dev.leeward.policy.review.SetScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShippedPoliciesTest {
    private static final Principal ACME = Given.principal("al", "acme", "tenant-operator");

    /** What says how to ask for a hardware quote. */
    private static final Path SOURCES = Path.of("..", "docs", "sources.md");

    private static final Path EXAMPLES = Path.of("src", "main", "resources", "policies", "examples");

    private final DocumentCompiler compiler = new DocumentCompiler();
    private final Evaluator evaluator = new Evaluator(set(compiler.shipped()), Given.TERMS);

    @Test
    void everyShippedPolicyHasTwoTestsAtLeastAndPassesThem() {
        assertThatAllIsTested(read(SetScope.provider(), compiler.shipped()), List.of());
    }

    @Test
    void everyExampleHasTwoTestsForEachPolicyAndPassesThem() throws IOException {
        List<Policy> shipped = read(SetScope.provider(), compiler.shipped()).evaluable();
        for (String name : List.of("change-windows", "hardware-quote", "tenant")) {
            SetScope scope = name.equals("tenant") ? new SetScope.Tenant(new TenantId("acme")) : SetScope.provider();

            assertThatAllIsTested(read(scope, Files.readString(EXAMPLES.resolve(name + ".yaml"))), shipped);
        }
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files).hasSize(3);
        }
    }

    private static void assertThatAllIsTested(Compiled.Read read, List<Policy> besides) {
        PolicySet set = new PolicySet(
                Stream.concat(read.evaluable().stream(), besides.stream()).toList());
        assertThat(read.tests())
                .flatExtracting(test -> test.failure(set, Given.TERMS).stream().toList())
                .isEmpty();
        assertThat(read.documents())
                .allSatisfy(document -> assertThat(read.tests().stream()
                                .filter(test ->
                                        test.policy().equals(document.ref().id())))
                        .as(document.ref().id())
                        .hasSizeGreaterThanOrEqualTo(2));
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void operatorsAndTenantOperatorsMayDoAllWithinTheirReach(Action action) {
        assertThat(decide(action, Given.OPERATOR, Given.acmeWeb(), west(Map.of()))
                        .effect())
                .isEqualTo(Effect.ALLOW);
        assertThat(decide(action, Given.ADMIN, Given.acmeWeb(), west(Map.of())).effect())
                .isEqualTo(Effect.ALLOW);
        assertThat(decide(action, ACME, Given.acmeWeb(), west(Map.of())).effect())
                .isEqualTo(Effect.ALLOW);
    }

    @Test
    void othersMayNot() {
        Principal auditor = Given.principal("aud", null, "auditor");
        Principal nobody = Given.principal("nan", "acme");

        assertThat(decide(auditor, Given.acmeWeb(), west(Map.of())).effect()).isEqualTo(Effect.DENY);
        assertThat(decide(nobody, Given.acmeWeb(), west(Map.of())).reason()).contains("builtin-default-deny");
    }

    @Test
    void aSecurityOfficerMayMoveButNotClone() {
        Principal officer = Given.principal("sue", null, "security-officer");

        assertThat(decide(officer, Given.acmeWeb(), west(Map.of())).effect()).isEqualTo(Effect.ALLOW);
        assertThat(decide(Action.CLONE, officer, Given.acmeWeb(), west(Map.of()))
                        .effect())
                .isEqualTo(Effect.DENY);
    }

    @Test
    void thePciWorkloadOfTheDemonstrationMovesToATrustedHostAndMonitorSaysWhatWouldChange() {
        WorkloadView acmeDb = Given.workload("acme-db", "acme", Map.of("pci", "true"));

        Decision decision = decide(Given.OPERATOR, acmeDb, west(Map.of()));

        assertThat(decision.effect()).isEqualTo(Effect.ALLOW);
        assertThat(decision.monitorHits()).singleElement().satisfies(hit -> {
            assertThat(hit.policy().id()).isEqualTo("M50-pci-host-labelled");
            assertThat(hit.message()).contains("west-1", "acme-db");
        });
        assertThat(decide(Given.OPERATOR, acmeDb, west(Map.of("pci", "true"))).monitorHits())
                .isEmpty();
    }

    @Test
    void pciWorkloadsKeepOutOfHostsThatAreNotForThem() {
        WorkloadView acmeDb = Given.workload("acme-db", "acme", Map.of("pci", "true"));

        assertThat(decide(Given.OPERATOR, acmeDb, west(Map.of("pci", "false"))).reason())
                .contains("Host west-1", "F10-pci-keeps-out", "acme-db");
        assertThat(decide(Given.OPERATOR, Given.acmeWeb(), west(Map.of("pci", "false")))
                        .effect())
                .isEqualTo(Effect.ALLOW);
    }

    @Test
    void aHostInMaintenanceTakesNothing() {
        assertThat(decide(Given.OPERATOR, Given.acmeWeb(), west(Map.of("maintenance", "true")))
                        .reason())
                .contains("Host west-1", "F20-maintenance", "maintenance mode");
        assertThat(decide(Given.OPERATOR, Given.acmeWeb(), west(Map.of("maintenance", "false")))
                        .effect())
                .isEqualTo(Effect.ALLOW);
    }

    @Test
    void dataResidesWhereItsLabelSays() {
        assertThat(decide(
                                Given.OPERATOR,
                                Given.workload("acme-db", "acme", Map.of("residency", "east")),
                                west(Map.of()))
                        .reason())
                .contains("F30-residency", "must reside at east");
        assertThat(decide(
                                Given.OPERATOR,
                                Given.workload("acme-db", "acme", Map.of("residency", "east, west")),
                                west(Map.of()))
                        .effect())
                .isEqualTo(Effect.ALLOW);
    }

    @Test
    void aWorkloadUnderTheTwoPersonRuleWaits() {
        WorkloadView workload = Given.workload("acme-db", "acme", Map.of("two-person", "true"));

        Decision decision = decide(Given.OPERATOR, workload, west(Map.of()));

        assertThat(decision.effect()).isEqualTo(Effect.PENDING_APPROVAL);
        assertThat(decision.reason()).contains("R40-two-person", "west-1");
    }

    @Test
    void anExpressionThatFailsIsUnclearAndItsMessageSaysSo() throws CelCompiler.Invalid {
        CelCompiler cel = new CelCompiler();
        PlacementCase c = new PlacementCase(
                Given.migrate(Given.OPERATOR, "acme-web", "west-1"),
                Given.NOW,
                Given.acmeWeb(),
                null,
                west(Map.of()).id(),
                west(Map.of()),
                List.of());

        assertThat(cel.condition("dest.labels['absent'] == 'x'").test(c))
                .isInstanceOfSatisfying(
                        Outcome.Unclear.class,
                        unclear -> assertThat(unclear.cause()).contains("absent"));
        assertThat(cel.condition("int(dest.id) > 1").test(c)).isInstanceOf(Outcome.Unclear.class);
        assertThat(cel.message("dest.labels['absent']").of(c)).contains("west-1", "could not be made");
        assertThat(cel.condition("workload.host.trust == 'UNKNOWN' && workload.host.id == ''")
                        .test(c))
                .isEqualTo(new Outcome.Holds());
    }

    @Test
    void aPolicyMayAskForMoreThanTheWordOfAManagerAsTheDocumentationSays() throws IOException {
        Matcher documented = Pattern.compile("(?s)```yaml\n(id: .*?)```").matcher(Files.readString(SOURCES));
        assertThat(documented.find()).as("the example in " + SOURCES).isTrue();
        Evaluator strict = new Evaluator(set(compiler.shipped() + "---\n" + documented.group(1)), Given.TERMS);
        WorkloadView acmeDb = Given.workload("acme-db", "acme", Map.of("pci", "true"));
        Trust quoted = Given.trusted();
        Trust vouched = new Trust(
                quoted.status(), quoted.reason(), quoted.attestedAt(), quoted.attestedUntil(), Assurance.VOUCHED);

        assertThat(decide(strict, acmeDb, Given.host("west-1", vouched)).reason())
                .contains("F60-pci-needs-a-quote", "vouched for by its manager only");
        assertThat(decide(strict, acmeDb, Given.host("west-1", quoted)).effect())
                .isEqualTo(Effect.ALLOW);
        assertThat(decide(strict, Given.acmeWeb(), Given.host("west-1", vouched))
                        .effect())
                .isEqualTo(Effect.ALLOW);
    }

    private static Decision decide(Evaluator evaluator, WorkloadView workload, HostView host) {
        return evaluator.decide(
                Given.request(
                        Action.MIGRATE,
                        Given.OPERATOR,
                        workload.id().value(),
                        null,
                        host.id().value()),
                Given.facts(workload, host, Given.host("east-1", Given.trusted())));
    }

    private PolicySet set(String document) {
        return new PolicySet(read(SetScope.provider(), document).evaluable());
    }

    private Compiled.Read read(SetScope scope, String document) {
        Compiled compiled = compiler.compile(scope, document);
        assertThat(compiled).isInstanceOf(Compiled.Read.class);
        return (Compiled.Read) compiled;
    }

    private static HostView west(Map<String, String> labels) {
        return Given.host("west-1", Given.trusted(), labels);
    }

    private Decision decide(Principal by, WorkloadView workload, HostView host) {
        return decide(Action.MIGRATE, by, workload, host);
    }

    private Decision decide(Action action, Principal by, WorkloadView workload, HostView host) {
        return evaluator.decide(
                Given.request(action, by, workload.id().value(), null, host.id().value()),
                Given.facts(workload, host, Given.host("east-1", Given.trusted())));
    }
}
