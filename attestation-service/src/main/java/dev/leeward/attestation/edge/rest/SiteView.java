package dev.leeward.attestation.edge.rest;

/**
 * A data center.
 *
 * @param id identifier
 * @param name name as people know it
 */
public record SiteView(String id, String name) {}
