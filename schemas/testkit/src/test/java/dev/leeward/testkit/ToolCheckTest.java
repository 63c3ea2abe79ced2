package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class ToolCheckTest {
    @TempDir
    Path directory;

    @Test
    void goesOnWhereTheProgramIsThere() {
        assertThat(ToolCheck.require("sh", "dash", "that shells run")).isExecutable();
        assertThat(ToolCheck.find("no-such-program")).isEmpty();
    }

    @Test
    void skipsAloudWhereItIsNot() {
        Skips skips = new Skips(directory.resolve("skipped.txt"));
        String missing =
                ToolCheck.missing("no-such-program", "no-such-package", "nothing; this line is a test of skipping");

        assertThatThrownBy(() -> ToolCheck.skip(skips, missing)).isInstanceOf(TestAbortedException.class);
        assertThatThrownBy(() -> ToolCheck.skip(skips, missing)).isInstanceOf(TestAbortedException.class);

        assertThat(skips.lines())
                .containsExactly("SKIPPED: nothing; this line is a test of skipping: no-such-program is not installed;"
                        + " Debian package no-such-package brings it");
        skips.forget();
        assertThat(skips.lines()).isEmpty();
    }
}
