package dev.leeward.policy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an enforcement point sees, and what has been reported. */
class SightingTest {

    private static final WorkloadView SEEN =
            new WorkloadView(new WorkloadId("uuid-1"), "web", null, Map.of(), new HostId("east-2"), null);

    @Test
    void whatIsReportedCountsAndWhereItIsSeenToRunCountsMore() {
        WorkloadView reported = Given.workload("uuid-1", "acme", Map.of("pci", "true"));

        WorkloadView judged = new Sighting(SEEN, false).completing(reported);

        assertThat(judged)
                .isEqualTo(new WorkloadView(
                        new WorkloadId("uuid-1"),
                        "uuid-1",
                        new TenantId("acme"),
                        Map.of("pci", "true"),
                        new HostId("east-2"),
                        null));
    }

    @Test
    void whatIsNotReportedIsJudgedBySightOnlyWhereThatIsEnough() {
        assertThat(new Sighting(SEEN, true).completing(null)).isEqualTo(SEEN);
        assertThat(new Sighting(SEEN, false).completing(null)).isNull();
    }
}
