package dev.leeward.compliance.rule;

import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.host.TrustStatus;

/** A host's trust turned from one status to another. */
public record Turn(String hostId, String hostName, TrustStatus overall, String reason, Cause cause) {}
