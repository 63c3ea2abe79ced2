/** A Kubernetes cluster for tests: the real API server with KubeVirt's kinds, without anything that acts on them. */
@NullMarked
package dev.leeward.testkit.kubernetes;

import org.jspecify.annotations.NullMarked;
