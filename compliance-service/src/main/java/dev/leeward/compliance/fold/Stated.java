package dev.leeward.compliance.fold;

import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.PlacementFact.PlacementChanged;
import dev.leeward.compliance.event.Version;

/** A fact with the event that states it. */
public record Stated<F extends Fact>(Event event, F fact) {
    /** What decides between this and another fact about the same thing: a placement's own epoch, else the source's order. */
    public Version version() {
        return fact instanceof PlacementChanged placement
                ? new Version(placement.placementEpoch(), event.sequence(), event.id())
                : event.version();
    }
}
