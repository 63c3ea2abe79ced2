package dev.leeward.policy.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.Trust;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostNamesTest {
    @Test
    void aHostIsKnownByItsIdAndItsName() {
        assertThat(HostNames.of(host("west-1", "West-1.example.com"), _ -> false))
                .containsExactly("west-1", "west-1.example.com");
        assertThat(HostNames.of(host("west-1", "west-1"), _ -> false)).containsExactly("west-1");
    }

    @Test
    void whatIsNoHostNameOrAnotherHostsIsNotOne() {
        assertThat(HostNames.of(host("rack 7", "a_b"), _ -> false)).isEmpty();
        assertThat(HostNames.of(host("*", "-x"), _ -> false)).isEmpty();
        assertThat(HostNames.of(host("a".repeat(64), "a".repeat(63)), _ -> false))
                .containsExactly("a".repeat(63));
        assertThat(HostNames.of(host("west-1", "east-1"), "east-1"::equals)).containsExactly("west-1");
    }

    private static HostView host(String id, String name) {
        return new HostView(new HostId(id), name, "west", "kvm", "9", Map.of(), Trust.NEVER_ATTESTED);
    }
}
