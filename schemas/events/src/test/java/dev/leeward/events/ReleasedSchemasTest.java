package dev.leeward.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasedSchemasTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/leeward/events");
    private static final String ORIGINAL = """
            {"type":"record","name":"Fact","namespace":"x","doc":"A fact.","fields":[
              {"name":"id","type":{"type":"string","avro.java.string":"String"},"doc":"Its id."}]}""";

    @TempDir
    private Path folder;

    @Test
    void everyEventIsReleasedAsItIsAndCompatibleWithAllThatWasReleased() {
        Release release = new Release(FOLDER, Boolean.getBoolean("leeward.schemas.release"));

        assertThat(release.check(Events.all().stream().map(Events::schema).toList()))
                .isEmpty();
    }

    @Test
    void everyReleasedVersionIsCompatibleWithEveryOtherOfItsSubject() {
        assertThat(SchemaCatalogue.get().all())
                .allSatisfy(released -> assertThat(Release.incompatibility(
                                released.schema(),
                                SchemaCatalogue.get().all().stream()
                                        .filter(other -> other.subject().equals(released.subject()))
                                        .map(ReleasedSchema::schema)
                                        .toList()))
                        .isEmpty());
    }

    @Test
    void idsAndFilesMatchOneToOne() throws IOException {
        List<String> listed = SchemaCatalogue.get().all().stream()
                .map(released -> released.subject() + "/v" + released.version() + ".avsc")
                .sorted()
                .toList();
        Path root = FOLDER.resolve("released");
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> root.relativize(file).toString().replace('\\', '/'))
                            .sorted())
                    .containsExactlyElementsOf(listed);
        }
    }

    @Test
    void aFirstReleaseGetsANumberAFileAndALine() throws IOException {
        release(ORIGINAL);

        assertThat(folder.resolve("released/x.Fact/v1.avsc")).content().doesNotContain("avro.java.string");
        assertThat(Files.readString(folder.resolve("schema-ids.csv"))).isEqualTo("# ids\n7300001,x.Fact,1\n");
        assertThat(check(ORIGINAL)).isEmpty();
    }

    @Test
    void aChangeWithoutAReleaseIsRefusedWithTheRemedy() throws IOException {
        release(ORIGINAL);
        String changed = with("{\"name\":\"why\",\"type\":[\"null\",\"string\"],\"default\":null}");

        assertThat(check(changed))
                .singleElement()
                .asString()
                .contains("x.Fact", "version 2", "-Dleeward.schemas.release=true");

        release(changed);
        assertThat(Files.readString(folder.resolve("schema-ids.csv"))).endsWith("7300002,x.Fact,2\n");
        assertThat(folder.resolve("released/x.Fact/v1.avsc")).content().doesNotContain("why");
        assertThat(check(changed)).isEmpty();
    }

    @Test
    void aFieldWithoutADefaultIsRefusedEvenWithTheFlag() throws IOException {
        release(ORIGINAL);
        String changed = with("{\"name\":\"why\",\"type\":\"string\"}");

        assertThat(new Release(folder, true).check(List.of(new Schema.Parser().parse(changed))))
                .singleElement()
                .asString()
                .contains("x.Fact", "with a default");
        assertThat(folder.resolve("released/x.Fact/v2.avsc")).doesNotExist();
    }

    @Test
    void aSymbolTakenAwayOrAFieldRetypedIsRefused() throws IOException {
        String before = with("{\"name\":\"n\",\"type\":\"long\",\"default\":0}");
        release(before);

        assertThat(check(with("{\"name\":\"n\",\"type\":\"string\",\"default\":\"\"}")))
                .hasSize(1);
    }

    @Test
    void betterWordsChangeTheNewestVersionInPlace() throws IOException {
        release(ORIGINAL);
        String reworded = ORIGINAL.replace("Its id.", "What it is called.");

        assertThat(check(reworded)).singleElement().asString().contains("documentation", "x.Fact");

        release(reworded);
        assertThat(folder.resolve("released/x.Fact/v1.avsc")).content().contains("What it is called.");
        assertThat(folder.resolve("released/x.Fact/v2.avsc")).doesNotExist();
    }

    private List<String> check(String schema) {
        return new Release(folder, false).check(List.of(new Schema.Parser().parse(schema)));
    }

    private void release(String schema) throws IOException {
        if (Files.notExists(folder.resolve("schema-ids.csv"))) {
            Files.writeString(folder.resolve("schema-ids.csv"), "# ids\n");
        }
        new Release(folder, true).check(List.of(new Schema.Parser().parse(schema)));
    }

    private static String with(String field) {
        return ORIGINAL.replace("}]}", "}," + field + "]}");
    }
}
