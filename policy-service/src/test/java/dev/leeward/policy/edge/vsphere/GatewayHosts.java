package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.World;
import jakarta.inject.Singleton;

/** Two hosts that Leeward knows, made once. */
@Singleton
class GatewayHosts {

    final String trusted = World.unique("gw-good");
    final String untrusted = World.unique("gw-bad");

    GatewayHosts(World world) {
        world.trustedHost(trusted);
        world.untrustedHost(untrusted);
    }
}
