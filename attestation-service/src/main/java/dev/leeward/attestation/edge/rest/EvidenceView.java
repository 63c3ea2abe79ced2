package dev.leeward.attestation.edge.rest;

import java.util.UUID;

/**
 * Evidence that was verified and appraised.
 *
 * @param evidenceId identifier under which it is kept
 * @param trust the trust in the host that it led to
 */
public record EvidenceView(UUID evidenceId, TrustView trust) {}
