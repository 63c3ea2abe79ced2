package dev.leeward.attestation.edge.rest;

import java.util.List;

/**
 * Which hosts a bulk operation would be about.
 *
 * @param total how many
 * @param first the first of them by id, twenty at most
 */
public record BulkPreviewView(int total, List<String> first) {}
