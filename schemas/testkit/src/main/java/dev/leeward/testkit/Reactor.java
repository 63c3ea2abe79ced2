package dev.leeward.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the modules of one build keep what they share. */
public final class Reactor {
    private Reactor() {}

    /** The root of the build: the system property {@code leeward.reactor.root}, else the folder above with {@code .mvn}. */
    public static Path root() {
        String stated = System.getProperty("leeward.reactor.root");
        if (stated != null && !stated.isBlank()) {
            return Path.of(stated).toAbsolutePath().normalize();
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        return here;
    }

    /** A folder of that name below the root's {@code target/testkit}; it is made where it is missing. */
    public static Path directory(String name) {
        try {
            return Files.createDirectories(
                    root().resolve("target").resolve("testkit").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
