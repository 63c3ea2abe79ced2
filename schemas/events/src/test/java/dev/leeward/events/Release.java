package dev.leeward.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/**
 * The release of schemas: compares the schemas of the sources with the newest released ones in a folder, and writes
 * what is new where that is asked for.
 */
final class Release {
    /** Ids start well above those that an organisation's own registry has given away already. */
    private static final int FIRST_ID = 7_300_001;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaValidator FULL_TRANSITIVE =
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

    private final Path folder;
    private final boolean write;
    private final Map<String, NavigableMap<Integer, Integer>> ids = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    Release(Path folder, boolean write) {
        this.folder = folder;
        this.write = write;
        for (String line : read(table()).lines().toList()) {
            if (!line.startsWith("#")) {
                String[] cells = line.split(",", -1);
                ids.computeIfAbsent(cells[1], _ -> new TreeMap<>())
                        .put(Integer.parseInt(cells[2]), Integer.parseInt(cells[0]));
            }
        }
    }

    /** What stands between the schemas and a release of them; empty where they are released as they are. */
    List<String> check(List<Schema> schemas) {
        for (Schema schema : schemas) {
            check(schema);
        }
        return List.copyOf(problems);
    }

    private void check(Schema schema) {
        String subject = schema.getFullName();
        NavigableMap<Integer, Integer> versions = ids.computeIfAbsent(subject, _ -> new TreeMap<>());
        String text = text(schema);
        List<Schema> older = versions.keySet().stream()
                .map(version -> new Schema.Parser().parse(read(file(subject, version))))
                .toList();
        Optional<String> obstacle = incompatibility(new Schema.Parser().parse(text), older);
        if (obstacle.isPresent()) {
            problems.add(subject + " cannot be read by, or cannot read, a version that was released: " + obstacle.get()
                    + ". Add fields with a default only, and take away only such; for anything else make a new event.");
            return;
        }
        if (versions.isEmpty() || !sameShape(older.getLast(), schema)) {
            release(subject, versions, text);
        } else if (!read(file(subject, versions.lastKey())).equals(text)) {
            redocument(file(subject, versions.lastKey()), subject, text);
        }
    }

    /** Why the schema and one of the others cannot read each other; empty where all can. */
    static Optional<String> incompatibility(Schema schema, List<Schema> others) {
        try {
            FULL_TRANSITIVE.validate(schema, others);
            return Optional.empty();
        } catch (SchemaValidationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void release(String subject, NavigableMap<Integer, Integer> versions, String text) {
        int version = versions.isEmpty() ? 1 : versions.lastKey() + 1;
        if (!write) {
            problems.add(subject + " differs from its newest released version. Release version " + version
                    + " with -Dleeward.schemas.release=true, and commit the file and its line in schema-ids.csv.");
            return;
        }
        int id = ids.values().stream()
                        .flatMap(known -> known.values().stream())
                        .max(Integer::compare)
                        .orElse(FIRST_ID - 1)
                + 1;
        versions.put(version, id);
        write(file(subject, version), text);
        append(id + "," + subject + "," + version + "\n");
    }

    private void redocument(Path file, String subject, String text) {
        if (write) {
            write(file, text);
        } else {
            problems.add("The documentation of " + subject
                    + " changed. Write it into its newest released version with -Dleeward.schemas.release=true.");
        }
    }

    /** The schema with all types that it needs, free of Java's own properties. */
    static String text(Schema schema) {
        try {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n"));
            return JSON.writer(printer).writeValueAsString(plain(JSON.readTree(schema.toString()), false)) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean sameShape(Schema one, Schema other) {
        try {
            return plain(JSON.readTree(one.toString()), true).equals(plain(JSON.readTree(other.toString()), true));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode plain(JsonNode node, boolean shapeOnly) {
        if (node instanceof ObjectNode object) {
            object.remove("avro.java.string");
            if (shapeOnly && (object.has("fields") || object.has("symbols") || object.has("name"))) {
                object.remove("doc");
            }
            object.fieldNames().forEachRemaining(name -> object.set(name, plain(object.get(name), shapeOnly)));
            return object.size() == 1 && object.get("type") instanceof TextNode type ? type : object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, plain(array.get(i), shapeOnly));
            }
        }
        return node;
    }

    private Path table() {
        return folder.resolve("schema-ids.csv");
    }

    private Path file(String subject, int version) {
        return folder.resolve("released").resolve(subject).resolve("v" + version + ".avsc");
    }

    private void append(String line) {
        try {
            Files.writeString(table(), line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
