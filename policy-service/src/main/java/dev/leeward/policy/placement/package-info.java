/** What is asked and what is known: requests, hosts, workloads, trust, and the rules that no policy can weaken. */
@NullMarked
package dev.leeward.policy.placement;

import org.jspecify.annotations.NullMarked;
