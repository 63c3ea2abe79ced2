package dev.leeward.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratedDocumentsTest {
    record Document(String path, Supplier<String> text) {
        @Override
        public String toString() {
            return path;
        }
    }

    static List<Document> documents() {
        return List.of(
                new Document("docs/events.md", EventReference::markdown),
                new Document("docs/asyncapi.yaml", AsyncApi::yaml),
                new Document("deploy/helm/leeward/files/topics.yaml", ChartFiles::topics),
                new Document("deploy/helm/leeward/files/acls.yaml", ChartFiles::accessLists));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatIsGeneratedIsWhatIsCommitted(Document document) throws IOException {
        Path file = Path.of(System.getProperty("leeward.reactor.root", "../..")).resolve(document.path());
        if (Boolean.getBoolean("leeward.docs.write")) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, document.text().get());
        }

        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "%s is not what the topic catalogue says; write it anew: ./mvnw -pl schemas/events test"
                                + " -Dtest=GeneratedDocumentsTest -Dleeward.docs.write=true",
                        file)
                .isEqualTo(document.text().get());
    }
}
