package dev.leeward.attestation.app;

import dev.leeward.attestation.host.SourceId;

/**
 * An inventory source as the configuration names it.
 *
 * @param id its identity; the hosts that it lists carry it
 * @param kind what it is, for example vcenter
 * @param address where it is, without secrets
 */
public record ConfiguredSource(SourceId id, String kind, String address) {}
