package dev.leeward.dr;

import dev.leeward.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseTest {
    @Test
    void theServiceKeepsTheRulesOfTheHouse() {
        HouseRules.check("dev.leeward.dr");
    }
}
