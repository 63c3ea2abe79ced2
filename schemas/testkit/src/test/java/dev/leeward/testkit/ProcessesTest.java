package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void theBirthOfAProcessIsItsOwnAndStays() throws Exception {
        ProcessHandle self = ProcessHandle.current();
        String own = Processes.birthOf(self);
        Process child = sleeping();
        try {
            String childs = Processes.birthOf(child.toHandle());

            assertThat(Processes.birthOf(self)).isEqualTo(own).isNotBlank();
            assertThat(Processes.birthOf(child.toHandle())).isEqualTo(childs).isNotEqualTo(own);
        } finally {
            child.destroy();
            child.waitFor();
        }
    }

    private static Process sleeping() throws IOException {
        return new ProcessBuilder("sleep", "60").start();
    }
}
