package dev.leeward.attestation.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs attestation results. */
public interface ResultSigner {

    /** The claims as a JWT (RFC 7519), signed with ES256; empty where results are not signed. */
    Optional<String> sign(Map<String, Object> claims);

    /** The public keys that results are checked with, each a JWK (RFC 7517), in the order of their ids. */
    List<Map<String, Object>> publicKeys();
}
