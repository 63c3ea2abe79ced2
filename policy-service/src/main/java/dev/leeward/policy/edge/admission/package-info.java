/** Kubernetes asks here before it moves or starts a virtual machine of KubeVirt's, and sees on its nodes whom it may trust. */
@NullMarked
package dev.leeward.policy.edge.admission;

import org.jspecify.annotations.NullMarked;
