package dev.leeward.attestation;

import dev.leeward.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseTest {

    @Test
    void attestation_service_keeps_the_rules_of_the_house() {
        HouseRules.check("dev.leeward.attestation");
    }
}
