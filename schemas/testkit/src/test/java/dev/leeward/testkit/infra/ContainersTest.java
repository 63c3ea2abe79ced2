package dev.leeward.testkit.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ContainersTest {
    @Test
    void autoUsesThemWhereAnEngineAnswers() {
        assertThat(Containers.wanted("auto", () -> true)).isTrue();
        assertThat(Containers.wanted("auto", () -> false)).isFalse();
    }

    @Test
    void neverDoesNotEvenAsk() {
        assertThat(Containers.wanted("never", () -> {
                    throw new IllegalStateException("asked");
                }))
                .isFalse();
    }

    @Test
    void alwaysFailsClearlyWhereNoEngineAnswers() {
        assertThat(Containers.wanted("always", () -> true)).isTrue();
        assertThatThrownBy(() -> Containers.wanted("always", () -> false))
                .hasMessageContaining("No Docker engine answers")
                .hasMessageContaining("-Dleeward.test.containers=always")
                .hasMessageContaining("Start Docker, or use auto or never");
    }

    @Test
    void anUnknownModeIsRefused() {
        assertThatThrownBy(() -> Containers.wanted("perhaps", () -> true))
                .hasMessageContaining("-Dleeward.test.containers=perhaps")
                .hasMessageContaining("auto, always or never");
    }
}
