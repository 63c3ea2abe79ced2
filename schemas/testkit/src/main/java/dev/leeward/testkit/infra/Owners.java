package dev.leeward.testkit.infra;

import dev.leeward.testkit.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The builds that use the shared infrastructure: it ends when the last of them is gone. */
final class Owners {
    private final Path directory;

    Owners(Path directory) {
        this.directory = directory;
    }

    /** Notes the build that this JVM belongs to. */
    void add() throws IOException {
        add(buildOf(ProcessHandle.current()));
    }

    void add(ProcessHandle owner) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(String.valueOf(owner.pid())), Processes.birthOf(owner));
    }

    /** Whether any of them still runs. */
    boolean anyAlive() throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.toList();
        }
        for (Path file : files) {
            Optional<ProcessHandle> process =
                    ProcessHandle.of(Long.parseLong(file.getFileName().toString()));
            if (process.isPresent()
                    && process.get().isAlive()
                    && Processes.birthOf(process.get()).equals(Files.readString(file))) {
                return true;
            }
        }
        return false;
    }

    /** The nearest JVM above this one is Maven or the IDE; without one, this JVM is on its own. */
    private static ProcessHandle buildOf(ProcessHandle self) {
        Optional<ProcessHandle> above = self.parent();
        while (above.isPresent()) {
            if (isBuild(above.get())) {
                return above.get();
            }
            above = above.get().parent();
        }
        return self;
    }

    private static boolean isBuild(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .filter(name -> name.startsWith("java") || name.startsWith("idea") || name.startsWith("eclipse"))
                .isPresent();
    }
}
