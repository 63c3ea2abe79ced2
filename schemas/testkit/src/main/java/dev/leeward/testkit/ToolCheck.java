package dev.leeward.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Tests that need a program of the machine run where it is installed. Elsewhere they are skipped aloud: a line that
 * begins with {@code SKIPPED:} says what was not proved and which Debian package would bring the program; the lines of
 * a module are repeated at its end and kept in {@code target/testkit/skipped/<module>.txt} of the root.
 */
public final class ToolCheck implements TestExecutionListener {
    /**
     * Goes on where the program is there, and else skips the running test.
     *
     * @param program name of the program on the PATH
     * @param debianPackage the package that brings it
     * @param proves what the test proves, for the line that says it was skipped
     * @return where the program is
     */
    public static Path require(String program, String debianPackage, String proves) {
        Optional<Path> found = find(program);
        if (found.isEmpty()) {
            skip(Skips.ofModule(), missing(program, debianPackage, proves));
        }
        return found.orElseThrow();
    }

    /**
     * Goes on where the condition holds, and else skips the running test, for needs other than a program.
     *
     * @param remedy what would make it run
     */
    public static void require(boolean there, String proves, String remedy) {
        if (!there) {
            skip(Skips.ofModule(), proves + ": " + remedy);
        }
    }

    /** Where the program is on the PATH. */
    public static Optional<Path> find(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    static String missing(String program, String debianPackage, String proves) {
        return proves + ": " + program + " is not installed; Debian package " + debianPackage + " brings it";
    }

    static void skip(Skips skips, String what) {
        Assumptions.abort(skips.add(what));
    }

    /** A module starts with a clean slate. */
    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Skips.ofModule().forget();
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Skips.ofModule().lines().forEach(System.out::println);
    }
}
