package dev.leeward.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Every released schema by id, and by subject and version, from the checked-in table {@code schema-ids.csv} and the
 * files beside it. Ids are fixed for ever, so neither writing nor reading an event asks a registry. Safe for threads.
 */
public final class SchemaCatalogue {
    /** A newer version can read and be read by every older one. */
    public static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private static final SchemaCatalogue INSTANCE = new SchemaCatalogue("");

    private final String folder;
    private final Map<Integer, Row> byId = new HashMap<>();
    private final NavigableMap<String, NavigableMap<Integer, Row>> bySubject = new TreeMap<>();
    private final Map<Integer, ReleasedSchema> parsed = new ConcurrentHashMap<>();

    private record Row(int id, String subject, int version) {}

    /** The catalogue in a folder of resources below this package; the empty name is the package itself. */
    SchemaCatalogue(String folder) {
        this.folder = folder;
        for (String line : read("schema-ids.csv").lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                add(row(line));
            }
        }
    }

    /** The one catalogue; it is the same in every process of a release. */
    public static SchemaCatalogue get() {
        return INSTANCE;
    }

    /** The schema of that id. */
    public Optional<Schema> byId(int id) {
        return released(id).map(ReleasedSchema::schema);
    }

    /** The released version of that id. */
    public Optional<ReleasedSchema> released(int id) {
        ReleasedSchema known = parsed.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        return Optional.ofNullable(byId.get(id)).map(row -> parsed.computeIfAbsent(id, _ -> parse(row)));
    }

    /**
     * The id under which events of this schema are written: that of the newest version of its subject.
     *
     * @throws IllegalArgumentException where no version was released
     */
    public int idOf(Schema schema) {
        return newest(schema.getFullName())
                .orElseThrow(() -> new IllegalArgumentException(schema.getFullName() + " has no released schema"))
                .id;
    }

    /** The subjects: the full names of all events, in order. */
    public List<String> subjects() {
        return List.copyOf(bySubject.keySet());
    }

    /** The versions of a subject in order; empty where the subject is unknown. */
    public List<Integer> versions(String subject) {
        return List.copyOf(versionsOf(subject).keySet());
    }

    /** A version of a subject. */
    public Optional<ReleasedSchema> version(String subject, int version) {
        return Optional.ofNullable(versionsOf(subject).get(version)).flatMap(row -> released(row.id));
    }

    /** The newest version of a subject. */
    public Optional<ReleasedSchema> latest(String subject) {
        return newest(subject).flatMap(row -> released(row.id));
    }

    /** Every released version, by id. */
    public List<ReleasedSchema> all() {
        return byId.keySet().stream()
                .sorted()
                .map(this::released)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Row> newest(String subject) {
        return Optional.ofNullable(versionsOf(subject).lastEntry()).map(Map.Entry::getValue);
    }

    private NavigableMap<Integer, Row> versionsOf(String subject) {
        return bySubject.getOrDefault(subject, Collections.emptyNavigableMap());
    }

    private void add(Row row) {
        if (byId.put(row.id, row) != null) {
            throw new IllegalStateException("schema-ids.csv gives id " + row.id + " twice");
        }
        if (bySubject.computeIfAbsent(row.subject, _ -> new TreeMap<>()).put(row.version, row) != null) {
            throw new IllegalStateException(
                    "schema-ids.csv names version " + row.version + " of " + row.subject + " twice");
        }
    }

    private static Row row(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 3) {
            throw new IllegalStateException("schema-ids.csv: expected id,subject,version but found: " + line);
        }
        return new Row(Integer.parseInt(cells[0]), cells[1], Integer.parseInt(cells[2]));
    }

    private ReleasedSchema parse(Row row) {
        String file = "released/" + row.subject + "/v" + row.version + ".avsc";
        return new ReleasedSchema(row.id, row.subject, row.version, new Schema.Parser().parse(read(file)));
    }

    private String read(String name) {
        String file = folder + name;
        try (InputStream in = SchemaCatalogue.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The resource dev/leeward/events/" + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the resource dev/leeward/events/" + file, e);
        }
    }
}
