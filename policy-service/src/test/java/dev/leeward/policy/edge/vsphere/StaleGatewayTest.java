package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While nobody can say whether a host is trusted, nothing moves, and that is said. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestProfile(StaleGatewayTest.NeverFresh.class)
class StaleGatewayTest {

    @TempDir
    Path folder;

    @Inject
    GatewayService service;

    @Inject
    GatewayHosts hosts;

    /** No view is fresh enough. */
    public static final class NeverFresh implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("leeward.policy.max-staleness", "PT0.000000001S");
        }
    }

    @Test
    void a_stale_view_blocks_a_move_to_a_trusted_host() {
        try (FakeVcenter vcenter = FakeVcenter.start(service.vertx)
                        .cluster("c-1", true, hosts.trusted, "gw-own")
                        .machine("vm-1", "web", "gw-own");
                TestGateway gateway = TestGateway.before(vcenter.url(), folder, service, Map.of())) {
            HttpResponse<String> answer = gateway.soap(FakeVcenter.COOKIE, Calls.relocate("vm-1", hosts.trusted));

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body())
                    .contains("Leeward refuses to migrate web", "The view of hosts and workloads is stale");
            assertThat(vcenter.received).isEmpty();
        }
    }
}
