package dev.leeward.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.policy.DecisionMade;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCatalogueTest {
    private final SchemaCatalogue catalogue = SchemaCatalogue.get();

    @Test
    void everyEventHasASubjectAndAnIdThatLeadsBackToIt() {
        for (var event : Events.all()) {
            Schema schema = Events.schema(event);
            int id = catalogue.idOf(schema);

            assertThat(catalogue.byId(id).orElseThrow().getFullName()).isEqualTo(event.getName());
            assertThat(catalogue.latest(event.getName()).orElseThrow().id()).isEqualTo(id);
        }
        assertThat(catalogue.subjects())
                .containsExactlyElementsOf(
                        Events.all().stream().map(Class::getName).toList());
    }

    @Test
    void everyTextStandsForItself() {
        assertThat(catalogue.all()).allSatisfy(released -> {
            Schema alone = new Schema.Parser().parse(released.schema().toString());
            assertThat(alone).isEqualTo(released.schema());
            assertThat(alone.toString()).doesNotContain("avro.java.string");
        });
    }

    @Test
    void versionsAreFoundBySubjectAndNumber() {
        String subject = DecisionMade.class.getName();

        assertThat(catalogue.versions(subject)).isNotEmpty().isSorted();
        assertThat(catalogue.version(subject, 1)).isPresent();
        assertThat(catalogue.version(subject, 4711)).isEmpty();
        assertThat(catalogue.versions("no.such.Subject")).isEmpty();
        assertThat(catalogue.latest("no.such.Subject")).isEmpty();
        assertThat(catalogue.byId(42)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalogue.idOf(Envelope.getClassSchema()))
                .withMessageContaining("Envelope");
    }

    @Test
    void olderVersionsStayAndTheNewestIsWritten() {
        SchemaCatalogue evolved = new SchemaCatalogue("evolution/");
        String subject = evolved.subjects().getFirst();

        assertThat(evolved.versions(subject)).containsExactly(1, 2);
        assertThat(evolved.idOf(evolved.byId(101).orElseThrow())).isEqualTo(102);
    }
}
