package dev.leeward.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.policy.MigrationBlocked;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {
    @Test
    void everyEventOfTheVocabularyBelongsToExactlyOneTopic() throws IOException {
        List<String> catalogued =
                Events.all().stream().map(Class::getName).sorted().toList();

        assertThat(catalogued).doesNotHaveDuplicates().containsExactlyElementsOf(vocabulary());
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void everyEventOfATopicHasAnEnvelopeFirstAndAKeyThatIsAlwaysThere(Topic topic) {
        assertThat(topic.events().isEmpty()).isEqualTo(topic.payload() != Payload.AVRO);
        for (Class<? extends SpecificRecord> event : topic.events()) {
            Schema schema = Events.schema(event);
            assertThat(schema.getFields().getFirst().schema().getFullName()).isEqualTo(Envelope.class.getName());
            assertThat(schema.getField(topic.keyField().orElseThrow()).schema().getType())
                    .as("type of the key of %s", event.getSimpleName())
                    .isEqualTo(Schema.Type.STRING);
            assertThat(Topic.of(event)).isEqualTo(topic);
            assertThat(Topic.of(schema)).isEqualTo(topic);
        }
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void aTopicHasAVersionedNameADescriptionAndAWriter(Topic topic) {
        assertThat(topic.topicName()).matches("leeward\\.[a-z-]+\\.[a-z-]+\\.v\\d+");
        assertThat(topic.description()).endsWith(".");
        assertThat(topic.writer()).isNotNull();
        assertThat(Topic.named(topic.topicName())).contains(topic);
    }

    @Test
    void topicsWithTheSameKeyHaveTheSameNumberOfPartitionsSoThatEqualKeysMeet() {
        Map<String, Set<Integer>> partitions = Arrays.stream(Topic.values())
                .filter(topic -> topic.keyField().isPresent())
                .collect(Collectors.groupingBy(
                        topic -> topic.keyField().orElseThrow(),
                        Collectors.mapping(Topic::partitions, Collectors.toSet())));

        assertThat(partitions.values())
                .allSatisfy(numbers -> assertThat(numbers).hasSize(1));
    }

    @Test
    void complianceReadsEveryEvent() {
        assertThat(Topic.values())
                .filteredOn(topic -> topic.payload() == Payload.AVRO)
                .allSatisfy(topic -> assertThat(topic.consumers()).contains(Service.COMPLIANCE));
    }

    @Test
    void onlyTheTopicsForSiemToolsHaveTheirPrefix() {
        assertThat(Topic.values())
                .filteredOn(topic -> topic.topicName().startsWith(Topic.SIEM_PREFIX))
                .containsExactly(Topic.SIEM_OCSF);
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void everyServiceHasADeadLetterTopicThatItAloneWritesAndReads(Service service) {
        Topic topic = Topic.deadLetterOf(service);

        assertThat(topic.topicName()).isEqualTo("leeward." + service.serviceName() + ".dead-letter.v1");
        assertThat(topic.writer()).isEqualTo(service);
        assertThat(topic.consumers()).containsExactly(service);
        assertThat(topic.payload()).isEqualTo(Payload.DEAD_LETTER);
    }

    @Test
    void aServiceIsFoundByItsName() {
        assertThat(Service.values())
                .allSatisfy(service ->
                        assertThat(Service.named(service.serviceName())).isEqualTo(service));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Service.named("billing"))
                .withMessageContaining("billing");
    }

    @Test
    void theKeyComesFromTheEvent() {
        SpecificRecord blocked = new RandomEvents(1).next(MigrationBlocked.class);
        blocked.put(blocked.getSchema().getField("workloadId").pos(), "w-7");

        assertThat(Topic.POLICY_DECISIONS.keyOf(blocked)).isEqualTo("w-7");
        assertThat(Topic.POLICY_DECISIONS.carries(blocked)).isTrue();
        assertThat(Topic.HOST_TRUST.carries(blocked)).isFalse();
    }

    @Test
    void anEventWithoutItsKeyOrOnAForeignTopicIsRefused() {
        SpecificRecord retired = new RandomEvents(1).next(HostRetired.class);
        retired.put(retired.getSchema().getField("hostId").pos(), "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topic.HOST_INVENTORY.keyOf(retired))
                .withMessageContaining("HostRetired.hostId");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topic.HOST_TRUST.keyOf(retired))
                .withMessageContaining("leeward.host.trust.v1");
        assertThatIllegalArgumentException().isThrownBy(() -> Topic.SIEM_OCSF.keyOf(retired));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topic.of(Envelope.class))
                .withMessageContaining("Envelope");
    }

    @Test
    void theConfigurationIsKafkas() {
        assertThat(Topic.HOST_INVENTORY.config())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("min.compaction.lag.ms", "604800000")
                .doesNotContainKey("retention.ms");
        assertThat(Topic.HOST_TRUST.config())
                .containsEntry("cleanup.policy", "compact,delete")
                .containsEntry("retention.ms", "7776000000");
        assertThat(Topic.REFERENCE_MANIFESTS.config())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1");
    }

    @Test
    void aTopicHasOneWriterOnTheBrokerToo() {
        for (Topic topic : Topic.values()) {
            assertThat(principals(topic.topicName(), Grant.Operation.WRITE))
                    .containsExactly(topic.writer().serviceName());
        }
    }

    @Test
    void aSiemReadsItsOwnTopicsAndNothingElse() {
        assertThat(Grant.all())
                .filteredOn(grant -> grant.principal().equals(Grant.SIEM_PRINCIPAL))
                .containsExactly(
                        new Grant(
                                "siem",
                                Grant.Resource.TOPIC,
                                "leeward.siem.",
                                true,
                                Set.of(Grant.Operation.READ, Grant.Operation.DESCRIBE)),
                        new Grant("siem", Grant.Resource.GROUP, "siem-", true, Set.of(Grant.Operation.READ)));
        assertThat(principals(Topic.HOST_TRUST.topicName(), Grant.Operation.READ))
                .containsExactlyInAnyOrder(
                        "policy-service", "migration-service", "dr-orchestrator", "compliance-service");
        assertThat(Topic.of(TrustChanged.class)).isEqualTo(Topic.HOST_TRUST);
    }

    private static List<String> principals(String topic, Grant.Operation operation) {
        return Grant.all().stream()
                .filter(grant -> grant.resource() == Grant.Resource.TOPIC)
                .filter(grant -> grant.prefixed()
                        ? topic.startsWith(grant.name())
                        : grant.name().equals(topic))
                .filter(grant -> grant.operations().contains(operation))
                .map(Grant::principal)
                .toList();
    }

    /** The records of the sources that have an envelope. */
    private static Set<String> vocabulary() throws IOException {
        Path root = Path.of("src/main/avro");
        Set<String> names = new TreeSet<>();
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("\"" + Envelope.class.getName() + "\"")) {
                    names.add("dev.leeward.events."
                            + root.relativize(file)
                                    .toString()
                                    .replace(".avsc", "")
                                    .replace(File.separatorChar, '.'));
                }
            }
        }
        return names;
    }
}
