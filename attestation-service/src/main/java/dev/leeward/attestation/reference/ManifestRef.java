package dev.leeward.attestation.reference;

/**
 * A manifest in one of its versions.
 *
 * @param id the manifest
 * @param version its version, from 1
 */
public record ManifestRef(ManifestId id, int version) {}
