package dev.leeward.policy.edge.libvirt;

import static dev.leeward.policy.LibvirtHosts.MACHINE;
import static dev.leeward.policy.LibvirtHosts.WORKLOAD;
import static dev.leeward.policy.World.unique;
import static dev.leeward.policy.edge.libvirt.Machines.arrive;
import static dev.leeward.policy.edge.libvirt.Machines.domain;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.policy.LibvirtHosts;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where whoever migrates is taken for an operator, and a machine is a workload of another id. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestProfile(LibvirtHosts.class)
class UnaskedArrivalsTest {

    @Inject
    World world;

    private final String east = unique("east-1");
    private final String west = unique("west-1");

    @Test
    void a_migration_is_decided_at_the_door_and_a_machine_may_come_back_unreported() {
        String untrusted = unique("west-2");
        world.trustedHost(east);
        world.trustedHost(west);
        world.untrustedHost(untrusted);
        world.workload(WORKLOAD, "acme", east, Map.of());

        arrive(west, "migrate", domain(MACHINE)).body("admitted", equalTo(true)).body("workload", equalTo(WORKLOAD));
        arrive(east, "migrate", domain(MACHINE)).body("admitted", equalTo(true));
        arrive(untrusted, "migrate", domain(MACHINE))
                .body("admitted", equalTo(false))
                .body("message", containsString("Host " + untrusted + " is not trusted"));
    }
}
