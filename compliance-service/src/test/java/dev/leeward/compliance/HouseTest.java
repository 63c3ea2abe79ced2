package dev.leeward.compliance;

import dev.leeward.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseTest {
    @Test
    void keepsTheRulesOfTheHouse() {
        HouseRules.check("dev.leeward.compliance");
    }
}
