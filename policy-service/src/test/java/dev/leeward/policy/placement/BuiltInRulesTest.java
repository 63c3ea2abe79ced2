package dev.leeward.policy.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.Given;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BuiltInRulesTest {
    @Test
    void aTrustedOtherHostBreaksNoRule() {
        assertThat(violations(Given.OPERATOR, Given.acmeWeb(), Given.host("west-1", Given.trusted())))
                .isEmpty();
    }

    @Test
    void anUntrustedHostIsNamedWithRuleAndCause() {
        List<Violation> found = violations(Given.OPERATOR, Given.acmeWeb(), Given.host("west-2", Given.untrusted()));

        assertThat(found).singleElement().satisfies(violation -> {
            assertThat(violation.rule()).isEqualTo("builtin-destination-trusted");
            assertThat(violation.message())
                    .isEqualTo("Host west-2 is not trusted (rule builtin-destination-trusted): " + Given.WRONG_VMM);
        });
    }

    @Test
    void aHostThatWasNeverAttestedIsNotTrusted() {
        assertThat(violations(Given.OPERATOR, Given.acmeWeb(), Given.host("west-3", Trust.NEVER_ATTESTED)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains("it has never been attested"));
    }

    @Test
    void theHostThatTheWorkloadRunsOnIsNoDestinationOfAMove() {
        assertThat(violations(Given.OPERATOR, Given.acmeWeb(), Given.host("east-1", Given.trusted())))
                .containsExactly(new Violation.SameHost(new WorkloadId("acme-web"), new HostId("east-1")));
    }

    @Test
    void whoAsksKnowsBetterThanTheViewWhereItRuns() {
        PlacementRequest backAgain = Given.from("east-2", Given.migrate(Given.OPERATOR, "acme-web", "east-1"));
        PlacementRequest nowhere = Given.from("east-2", Given.migrate(Given.OPERATOR, "acme-web", "east-2"));

        assertThat(violations(backAgain, Given.acmeWeb(), Given.host("east-1", Given.trusted())))
                .isEmpty();
        assertThat(violations(nowhere, Given.acmeWeb(), Given.host("east-2", Given.trusted())))
                .containsExactly(new Violation.SameHost(new WorkloadId("acme-web"), new HostId("east-2")));
    }

    @Test
    void aTestCopyMayStartWhereTheWorkloadRuns() {
        PlacementRequest request = Given.request(Action.TEST, Given.OPERATOR, "acme-web", null, "east-1");

        assertThat(violations(request, Given.acmeWeb(), Given.host("east-1", Given.trusted())))
                .isEmpty();
    }

    @Test
    void unknownWorkloadsAndHostsGoNowhere() {
        assertThat(violations(Given.OPERATOR, null, Given.host("west-1", Given.trusted())))
                .containsExactly(new Violation.UnknownWorkload(new WorkloadId("acme-web")));
        assertThat(violations(Given.OPERATOR, Given.acmeWeb(), null))
                .containsExactly(new Violation.UnknownDestination(new HostId("west-1")));
    }

    @Test
    void aTenantCannotTellAForeignWorkloadFromOneThatDoesNotExist() {
        Principal globex = Given.principal("gil", "globex", "tenant-operator");

        List<Violation> foreign = violations(globex, Given.acmeWeb(), Given.host("west-1", Given.trusted()));
        List<Violation> unknown = violations(globex, null, Given.host("west-1", Given.trusted()));

        assertThat(foreign)
                .isEqualTo(unknown)
                .singleElement()
                .satisfies(violation -> assertThat(violation.rule()).isEqualTo("builtin-tenant-boundary"));
    }

    @Test
    void aTenantsAdministratorIsBoundToTheTenantToo() {
        Principal admin = Given.principal("gus", "globex", "admin");

        assertThat(violations(admin, Given.acmeWeb(), Given.host("west-1", Given.trusted())))
                .hasOnlyElementsOfType(Violation.ForeignWorkload.class);
    }

    @Test
    void aTenantsRoleWithoutATenantReachesNothing() {
        Principal nobody = Given.principal("nan", null, "tenant-operator", "everybody");
        WorkloadView ofProvider = Given.workload("acme-web", null, Map.of());

        assertThat(violations(nobody, ofProvider, Given.host("west-1", Given.trusted())))
                .hasOnlyElementsOfType(Violation.ForeignWorkload.class);
    }

    @Test
    void aTenantReachesNoneOfTheProvidersOwnWorkloads() {
        Principal acme = Given.principal("al", "acme", "tenant-operator");

        assertThat(acme.reaches(Given.workload("backup", null, Map.of()))).isFalse();
        assertThat(acme.reaches(Given.acmeWeb())).isTrue();
    }

    @Test
    void idsWithControlCharactersAreRefusedByName() {
        assertThatThrownBy(() -> new HostId("west-1\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host")
                .hasMessageContaining("'west-1?'");
        assertThatThrownBy(() -> new WorkloadId(" ")).hasMessageContaining("workload");
    }

    private static List<Violation> violations(Principal by, @Nullable WorkloadView workload, @Nullable HostView host) {
        return violations(
                Given.migrate(
                        by, "acme-web", host == null ? "west-1" : host.id().value()),
                workload,
                host);
    }

    private static List<Violation> violations(
            PlacementRequest request, @Nullable WorkloadView workload, @Nullable HostView host) {
        return BuiltInRules.violations(new PlacementCase(
                request, Given.NOW, workload, null, request.destinations().getFirst(), host, List.of()));
    }
}
