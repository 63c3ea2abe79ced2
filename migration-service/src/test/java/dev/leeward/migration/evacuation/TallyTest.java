package dev.leeward.migration.evacuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.migration.evacuation.Tally.State;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void anEvacuationHasSucceededOnlyWhereEveryWorkloadLeft() {
        assertThat(new Tally(3, 3, 0, 0).state()).isEqualTo(State.SUCCEEDED);
        assertThat(new Tally(3, 2, 1, 0).state()).isEqualTo(State.PARTIALLY_FAILED);
        assertThat(new Tally(3, 2, 0, 1).state()).isEqualTo(State.PARTIALLY_FAILED);
        assertThat(new Tally(3, 2, 0, 0).state()).isEqualTo(State.RUNNING);
        assertThat(new Tally(0, 0, 0, 0).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void moreOutcomesThanWorkloadsAreRefused() {
        assertThatThrownBy(() -> new Tally(1, 1, 1, 0)).hasMessageContaining("of 1 workloads");
    }

    @Test
    void aScopeCoversItsOwnHostsAndAvoidsItsOwnSite() {
        Location east = new Location(new SiteId("east"), new HostId("east-1"));
        Scope site = new Scope.OfSite(new SiteId("east"));
        Scope host = new Scope.OfHost(new HostId("east-2"));

        assertThat(site.covers(east)).isTrue();
        assertThat(site.wish().avoided()).isEqualTo(new SiteId("east"));
        assertThat(host.covers(east)).isFalse();
        assertThat(host.wish().avoided()).isNull();
    }
}
