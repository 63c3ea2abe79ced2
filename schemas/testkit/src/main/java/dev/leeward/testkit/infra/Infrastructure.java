package dev.leeward.testkit.infra;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the shared broker and database are found.
 *
 * @param pid the process that hosts them
 * @param description what they are, in words
 * @param bootstrapServers the broker
 * @param postgresHost host of the database server
 * @param postgresPort port of the database server
 * @param postgresPassword password of its administrator {@code postgres}
 */
public record Infrastructure(
        long pid,
        String description,
        String bootstrapServers,
        String postgresHost,
        int postgresPort,
        String postgresPassword) {

    private static final String FAILURE = "failure";

    void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("pid", String.valueOf(pid));
        properties.setProperty("description", description);
        properties.setProperty("bootstrapServers", bootstrapServers);
        properties.setProperty("postgresHost", postgresHost);
        properties.setProperty("postgresPort", String.valueOf(postgresPort));
        properties.setProperty("postgresPassword", postgresPassword);
        write(file, properties);
    }

    static void writeFailure(Path file, String message) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(FAILURE, message);
        write(file, properties);
    }

    /** What the file says; empty where there is none. */
    static Optional<Infrastructure> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        if (properties.containsKey(FAILURE)) {
            throw new IllegalStateException(properties.getProperty(FAILURE));
        }
        return Optional.of(new Infrastructure(
                Long.parseLong(properties.getProperty("pid")),
                properties.getProperty("description"),
                properties.getProperty("bootstrapServers"),
                properties.getProperty("postgresHost"),
                Integer.parseInt(properties.getProperty("postgresPort")),
                properties.getProperty("postgresPassword")));
    }

    private static void write(Path file, Properties properties) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (Writer writer = Files.newBufferedWriter(draft)) {
            properties.store(writer, "Written by the testkit");
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
