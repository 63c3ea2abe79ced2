package dev.leeward.policy.edge.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.Facts;
import dev.leeward.policy.policy.PolicySet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JsonTest {
    private final PlacementRequest request = Given.migrate(Given.OPERATOR, "acme-web", "west-1");
    private final Facts facts = Given.world(Given.acmeWeb());
    private final RecordedDecision recorded = new RecordedDecision(
            new UUID(1, 2),
            "ada",
            "digest",
            request,
            facts,
            new Evaluator(new PolicySet(List.of()), Given.TERMS).decide(request, facts),
            List.of(),
            List.of());

    @Test
    void aDecisionIsReadAsItWasWritten() {
        assertThat(Json.decision(Json.write(recorded))).isEqualTo(recorded);
    }

    @Test
    void aDecisionFromBeforeThereWasWhatIsKeptTodayIsRead() {
        String old = Json.write(recorded)
                .replace(",\"peers\":[]", "")
                .replace(",\"assetTag\":null", "")
                .replace(",\"trace\":[]", "")
                .replace(",\"glass\":null", "")
                .replace(",\"consents\":[]", "")
                .replace(",\"policySets\":[]", "");

        assertThat(old).doesNotContain("peers", "assetTag", "trace", "glass", "consents", "policySets");
        assertThat(Json.decision(old)).isEqualTo(recorded);
    }
}
