package dev.leeward.policy;

import dev.leeward.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseTest {
    @Test
    void theRulesOfTheHouseAreKept() {
        HouseRules.check("dev.leeward.policy");
    }
}
