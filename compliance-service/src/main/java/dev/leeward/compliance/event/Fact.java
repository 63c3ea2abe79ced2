package dev.leeward.compliance.event;

/** What an event states. The hierarchy is the whole vocabulary: a new event breaks every switch that has not thought of it. */
public sealed interface Fact
        permits HostFact,
                ReferenceFact,
                PolicyFact,
                PolicySetFact,
                MigrationFact,
                PlacementFact,
                RunFact,
                GroupFact,
                ComplianceFact {}
