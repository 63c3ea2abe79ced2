package dev.leeward.policy.edge.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.app.PolicyCompiler.Compiled;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicyDocument.Scope;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicySet;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.review.SetScope;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentCompilerTest {
    private static final SetScope ACME = new SetScope.Tenant(new TenantId("acme"));

    private final DocumentCompiler compiler = new DocumentCompiler();

    @Test
    void aPolicyIsReadAsItWasWritten() {
        PolicyDocument document = read(SetScope.provider(), """
                id: X1
                version: 2
                effect: require
                scope: {tenants: [acme], actions: [migrate, "power-on"]}
                when: "'gold' in workload.labels"
                message: "'Host ' + dest.id + ' needs consent'"
                controls: [LW-1]
                obligations: [tell-the-tenant]
                """).documents().getFirst();

        assertThat(document.ref().version()).isEqualTo(2);
        assertThat(document.scope().tenants()).containsExactly("acme");
        assertThat(document.scope().actionCodes()).isEqualTo("migrate, power-on");
        assertThat(document.controls()).containsExactly("LW-1");
        assertThat(document.obligations()).containsExactly("tell-the-tenant");
    }

    @Test
    void aTypoInAFieldIsNamedWithItsPlaceAndAHint() {
        assertThat(errors(policy("when: \"dest.trsut == 'TRUSTED'\"")))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.file()).isEqualTo("provider");
                    assertThat(error.line()).isEqualTo(3);
                    assertThat(error.column()).isEqualTo(12);
                    assertThat(error.message()).contains("trsut");
                    assertThat(error.hint()).isEqualTo("did you mean 'trust'?");
                });
    }

    @Test
    void placesWithinABlockOfLinesAreExact() {
        assertThat(errors(policy("""
                        when: |
                          dest.trust == 'TRUSTED'
                            && dset.site == 'west'"""))).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(5);
            assertThat(error.column()).isEqualTo(8);
            assertThat(error.hint()).isEqualTo("did you mean 'dest'?");
        });
    }

    @Test
    void aTypeErrorIsFoundWhenThePolicyIsRead() {
        assertThat(errors(policy("when: dest.trust == 1")).getFirst().message()).contains("no matching overload");
        assertThat(errors(policy("when: dest.trust")).getFirst().message()).contains("expected type 'bool'");
        assertThat(errors(policy("when: request.at > '2026'")).getFirst().message())
                .contains("no matching overload");
    }

    @Test
    void unknownFieldsEffectsModesAndActionsAreNamedWithWhatIsKnown() {
        assertThat(errors("""
                id: X1
                effect: forbids
                mod: monitor
                mode: monitored
                version: one
                scope: {tenant: [acme], actions: [migrat, teleport]}
                when: "true"
                message: "'x'"
                """))
                .extracting(error -> error.line() + ": " + error.message() + " " + error.hint())
                .containsExactlyInAnyOrder(
                        "2: unknown effect 'forbids' did you mean 'forbid'?",
                        "3: unknown field 'mod' did you mean 'mode'?",
                        "4: unknown mode 'monitored' did you mean 'monitor'?",
                        "5: unknown version 'one' known are 1, 2, 3 …",
                        "6: unknown field 'tenant' did you mean 'tenants'?",
                        "6: unknown action 'migrat' did you mean 'migrate'?",
                        "6: unknown action 'teleport' known are clone, migrate, power-on, recover, test");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(errors("id: X1\n"))
                .extracting(PolicyError::message)
                .containsExactly("field 'effect' is missing", "field 'when' is missing", "field 'message' is missing");
    }

    @Test
    void anEmptyScopeIsAMistakeAndNotEverybody() {
        assertThat(errors(policy("when: \"true\"\nscope: {tenants: [], actions: []}")))
                .extracting(PolicyError::message)
                .containsExactly("field 'tenants' must not be empty", "field 'actions' must not be empty");
    }

    @Test
    void idsHaveAShapeSoThatATenantsPolicyCannotPassForTheProviders() {
        assertThat(errors("id: \"acme:X\"\n" + policy("when: \"true\"").substring(7)))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.message()).isEqualTo("'acme:X' is no id");
                    assertThat(error.line()).isEqualTo(1);
                });
        assertThat(errors(policy("when: \"true\"\nscope: {tenants: [\"a\\tb\"]}"))
                        .getFirst()
                        .message())
                .startsWith("tenant must be");
    }

    @Test
    void whatIsNotYamlIsNamedWithItsPlace() {
        assertThat(errors("id: [X1\n").getFirst().message()).startsWith("not YAML");
        assertThat(errors("id: \u0000\n").getFirst().message()).startsWith("not YAML");
        assertThat(errors("- id\n").getFirst().message()).contains("expected fields");
        assertThat(errors("# nothing\n").getFirst().message()).isEqualTo("there is no policy in it");
    }

    @Test
    void theSameIdTwiceIsAMistakeThatNamesBothPlaces() {
        assertThat(errors(policy("when: \"true\"") + "---\n" + policy("when: \"false\"")))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.line()).isEqualTo(6);
                    assertThat(error.message()).isEqualTo("policy 'X1' is defined twice");
                    assertThat(error.hint()).contains("line 1");
                });
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThat(errors(policy("when: dest.trsut == 'T'") + "---\n" + policy("when: dest.sitte == 'T'")))
                .extracting(PolicyError::line)
                .containsExactly(3, 8);
    }

    @Test
    void aSetHasABound() {
        String many = IntStream.rangeClosed(0, DocumentCompiler.MAX_POLICIES)
                .mapToObj(i -> "id: X" + i + "\neffect: forbid\nwhen: \"false\"\nmessage: \"'x'\"\n")
                .collect(Collectors.joining("---\n"));

        assertThat(errors(many).getFirst().message()).isEqualTo("there are more than 500 policies in it");
    }

    @Test
    void aTenantsPolicySpeaksOfTheTenantByItselfAndCarriesItsName() {
        PolicyDocument document =
                read(ACME, policy("when: \"true\"")).documents().getFirst();

        assertThat(document.ref().id()).isEqualTo("acme:X1");
        assertThat(document.scope().tenants()).containsExactly("acme");
    }

    @Test
    void aTenantsPolicyPermitsNothing() {
        assertThat(errors(ACME, policy("when: \"true\"").replace("forbid", "permit")))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.line()).isEqualTo(2);
                    assertThat(error.column()).isEqualTo(9);
                    assertThat(error.message()).isEqualTo("a tenant's policy permits nothing");
                });
    }

    @Test
    void aTenantsPolicySpeaksOfNobodyElse() {
        assertThat(errors(ACME, policy("when: \"true\"\nscope: {tenants: [acme, globex]}")))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.line()).isEqualTo(4);
                    assertThat(error.column()).isEqualTo(8);
                    assertThat(error.message()).isEqualTo("a policy of tenant acme speaks of others: acme, globex");
                });
        assertThat(errors(ACME, policy("when: \"true\"\nscope: {tenants: [\"*\"]}"))
                        .getFirst()
                        .message())
                .contains("everybody");
    }

    @Test
    void aTenantMayHaveNoPolicies() {
        assertThat(read(ACME, "# none\n").policies()).isEmpty();
    }

    @Test
    void aTestThatLeavesOutEverythingIsAboutAnOrdinaryMigration() {
        PolicyTest test = test("then: {effect: ALLOW}");

        assertThat(test.policy()).isEqualTo("X1");
        assertThat(test.line()).isEqualTo(6);
        assertThat(test.request().principal().roles()).containsExactly("operator");
        assertThat(test.facts().hosts())
                .hasSize(2)
                .allMatch(host -> host.trust().granted());
        assertThat(test.by()).isNull();
    }

    @Test
    void whatATestSaysIsWhatIsAsked() {
        PolicyTest test = test("""
                given:
                      principal: {id: al, roles: [tenant-operator, other], tenant: acme}
                      action: clone
                      workload: {id: w-7, name: db, tenant: acme, labels: {pci: "true"}}
                      source: {id: h-1, site: east, trust: UNTRUSTED}
                      dest: {id: h-2, site: west, labels: {a: b}, trust: STALE, assurance: VOUCHED, assetTag: UNTRUSTED, peers: [w-8]}
                      breakGlass: {reason: storm, ticket: INC-1}
                      approvals: [X1]
                      at: 2026-12-24T18:00:00Z
                    then: {effect: DENY, by: builtin-destination-trusted}""");

        assertThat(test.request().principal().tenant()).isEqualTo(new TenantId("acme"));
        assertThat(test.request().action().code()).isEqualTo("clone");
        assertThat(test.request().workload().value()).isEqualTo("w-7");
        assertThat(test.request().breakGlass()).isNotNull();
        assertThat(test.facts().at()).isEqualTo("2026-12-24T18:00:00Z");
        assertThat(test.facts().peers()).hasSize(1);
        assertThat(test.facts().workload()).satisfies(workload -> {
            assertThat(workload.labels()).containsEntry("pci", "true");
            assertThat(workload.site()).isEqualTo("east");
        });
        assertThat(test.approvals()).containsExactly("X1");
        assertThat(test.by()).isEqualTo("builtin-destination-trusted");
    }

    @Test
    void mistakesInTestsAreNamedWithTheirPlaces() {
        assertThat(errors(policy("""
                when: "true"
                tests:
                  - name: one
                    givn: {}
                    then: {effect: DENIED}
                  - given: {at: noon, action: fly, dest: {trust: GOOD, labels: [a]}}
                    then: {by: X1}
                  - name: nobody
                    given: {principal: {id: ""}}""")))
                .extracting(error -> error.line() + ": " + error.message())
                .contains(
                        "6: unknown field 'givn'",
                        "7: unknown effect 'DENIED'",
                        "8: field 'name' is missing",
                        "9: field 'effect' is missing",
                        "10: field 'effect' is missing",
                        "11: field 'id' must be a text")
                .anyMatch(message -> message.startsWith("8: at must be a time such as"));
    }

    @Test
    void aFailingTestSaysWhatCameOfEachPolicyAndWhatItRead() {
        Compiled.Read read = read(SetScope.provider(), """
                id: P1
                effect: permit
                when: "'operator' in principal.roles"
                message: "'yes'"
                ---
                id: F1
                effect: forbid
                when: "dest.site == 'west' && 'pci' in workload.labels && workload.labels['pci'] == 'true'"
                message: "'no'"
                tests:
                  - name: everything is refused in the west
                    given: {dest: {site: west}, workload: {labels: {pci: "no"}}}
                    then: {effect: DENY, by: F1}
                """);

        PolicyTest.Failure failure = read.tests()
                .getFirst()
                .failure(new PolicySet(read.evaluable()), Given.TERMS)
                .orElseThrow();

        assertThat(failure.words()).isEqualTo("expected DENY by F1, got ALLOW by P1");
        assertThat(failure.trace()).hasSize(2);
        assertThat(failure.trace().getFirst())
                .startsWith("F1 does not hold")
                .contains("dest.site = west", "workload.labels['pci'] = no");
        assertThat(failure.trace().getLast()).startsWith("P1 holds").contains("principal.roles = [operator]");
    }

    @Test
    void anApprovalOfAPolicyThatThereIsNotFailsTheTest() {
        PolicyTest test = test("given: {approvals: [X9]}\n    then: {effect: ALLOW}");

        assertThat(test.failure(new PolicySet(List.of()), Given.TERMS)
                        .orElseThrow()
                        .words())
                .contains("X9", "which there is not");
    }

    @Test
    void aTestOfATenantMayNameThePoliciesOfTheProvider() {
        PolicyTest test = read(ACME, policy("""
                when: "true"
                tests:
                  - name: one
                    given: {approvals: [X1, "provider:R40"]}
                    then: {effect: DENY, by: "provider:F10"}""")).tests().getFirst();

        assertThat(test.approvals()).containsExactly("acme:X1", "R40");
        assertThat(test.by()).isEqualTo("F10");
        assertThat(test.facts().workload())
                .satisfies(workload -> assertThat(workload.tenant()).isEqualTo(new TenantId("acme")));
    }

    @Test
    void aTestOfATenantIsAboutItsOwnWorkloads() {
        assertThat(errors(ACME, policy("""
                when: "true"
                tests:
                  - name: one
                    given: {workload: {tenant: globex}}
                    then: {effect: DENY}""")))
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("about that tenant's workloads"));
    }

    @Test
    void noIdPassesForABuiltInRule() {
        assertThat(errors(policy("when: \"true\"").replace("X1", "builtin-default-deny")))
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("would pass for a built-in rule"));
        assertThat(SetScope.of("tenant:*")).isEmpty();
    }

    @Test
    void aScopeThatNamesEverybodyIsTheProviders() {
        assertThat(read(SetScope.provider(), policy("when: \"true\""))
                        .documents()
                        .getFirst()
                        .scope()
                        .tenants())
                .isEqualTo(Set.of(Scope.ALL));
    }

    private static String policy(String when) {
        return "id: X1\neffect: forbid\n" + when + "\nmessage: \"'x'\"\n";
    }

    private PolicyTest test(String body) {
        return read(SetScope.provider(), policy("when: \"true\"") + "tests:\n  - name: one\n    " + body + "\n")
                .tests()
                .getFirst();
    }

    private Compiled.Read read(SetScope scope, String document) {
        Compiled compiled = compiler.compile(scope, document);
        assertThat(compiled).isInstanceOf(Compiled.Read.class);
        return (Compiled.Read) compiled;
    }

    private List<PolicyError> errors(String document) {
        return errors(SetScope.provider(), document);
    }

    private List<PolicyError> errors(SetScope scope, String document) {
        Compiled compiled = compiler.compile(scope, document);
        assertThat(compiled).isInstanceOf(Compiled.Broken.class);
        return ((Compiled.Broken) compiled).errors();
    }
}
