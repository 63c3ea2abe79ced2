package dev.leeward.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the tests of a module did not prove, a line each, in a file. */
final class Skips {
    private final Path file;

    Skips(Path file) {
        this.file = file;
    }

    static Skips ofModule() {
        String module = Path.of("").toAbsolutePath().getFileName().toString();
        return new Skips(Reactor.directory("skipped").resolve(module + ".txt"));
    }

    /** Notes and prints it, once, and returns the line. */
    synchronized String add(String what) {
        String line = "SKIPPED: " + what;
        if (!lines().contains(line)) {
            System.out.println(line);
            try {
                Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return line;
    }

    List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
