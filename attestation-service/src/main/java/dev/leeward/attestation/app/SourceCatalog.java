package dev.leeward.attestation.app;

import java.util.List;

/** Says which inventory sources of its kind are configured, from the start and for good. */
public interface SourceCatalog {

    List<ConfiguredSource> sources();
}
