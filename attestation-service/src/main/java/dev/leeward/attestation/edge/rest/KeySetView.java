package dev.leeward.attestation.edge.rest;

import java.util.List;
import java.util.Map;

/**
 * A JSON Web Key Set (RFC 7517).
 *
 * @param keys public keys, each a JWK; none where results are not signed
 */
public record KeySetView(List<Map<String, Object>> keys) {}
