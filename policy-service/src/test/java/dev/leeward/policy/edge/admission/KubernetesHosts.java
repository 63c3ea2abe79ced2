package dev.leeward.policy.edge.admission;

import dev.leeward.policy.World;
import jakarta.inject.Singleton;

/** Hosts that Leeward knows, made once. */
@Singleton
class KubernetesHosts {

    final String source = World.unique("k8s-source");
    final String trusted = World.unique("k8s-good");
    final String untrusted = World.unique("k8s-bad");

    KubernetesHosts(World world) {
        world.trustedHost(source);
        world.trustedHost(trusted);
        world.untrustedHost(untrusted);
    }
}
