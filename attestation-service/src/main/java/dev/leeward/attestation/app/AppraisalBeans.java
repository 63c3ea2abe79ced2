package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Appraiser;
import dev.leeward.attestation.appraisal.RequiredFacts;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** Gives the use cases the domain's services. */
class AppraisalBeans {

    @Produces
    @Singleton
    Appraiser appraiser(Settings settings) {
        return new Appraiser(
                RequiredFacts.of(settings.requiredFacts()),
                settings.requiredParts().orElse(Set.of()));
    }
}
