package dev.leeward.compliance.edge.siem;

import static dev.leeward.testkit.TestEvents.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.leeward.compliance.app.EventReader;
import dev.leeward.compliance.app.SiemFormat;
import dev.leeward.compliance.app.SiemFormat.SiemRecord;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.compliance.ControlAssessed;
import dev.leeward.events.compliance.IncidentOpened;
import dev.leeward.events.compliance.IncidentReopened;
import dev.leeward.events.compliance.IncidentResolved;
import dev.leeward.events.dr.FailoverStarted;
import dev.leeward.events.dr.RunCompleted;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.dr.TestStarted;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Every event as OCSF, held against a schema made from the attributes of OCSF 1.8.0 that are used. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class OcsfTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final EventCodec CODEC = new EventCodec();
    private static final Provenance PROVENANCE = new Provenance("leeward.host.trust.v1", 3, 17);

    @Inject
    SiemFormat format;

    @Inject
    EventReader reader;

    /** What is known beyond the event. */
    private record Known(boolean sensitive) implements SiemFormat.Context {
        @Override
        public boolean runsSensitiveWorkloads(String hostId) {
            return sensitive;
        }

        @Override
        public Optional<Incident> incident(String incidentId) {
            return Optional.empty();
        }
    }

    @Test
    void everyEventOfTheCatalogueIsALegalRecordUnderEightThousandBytes() throws IOException {
        List<Class<? extends SpecificRecord>> events = Arrays.stream(Topic.values())
                .flatMap(topic -> topic.events().stream())
                .toList();

        assertThat(events).hasSizeGreaterThan(45);
        for (Class<? extends SpecificRecord> type : events) {
            legal(TestEvents.sample(type));
        }
    }

    @Test
    void aHostThatIsNotTrustedIsCompromisedAndUrgent() throws IOException {
        TrustChanged event = with(TestEvents.untrusted("west-2"), "previousOverall", TrustStatus.TRUSTED);

        JsonNode json = legal(event);

        assertThat(json.path("type_uid").asInt()).isEqualTo(501901);
        assertThat(json.path("severity_id").asInt()).isEqualTo(4);
        assertThat(json.path("device").path("is_trusted").asBoolean()).isFalse();
        assertThat(json.path("security_level_id").asInt()).isEqualTo(3);
        assertThat(json.path("prev_security_level_id").asInt()).isEqualTo(1);
        assertThat(json.path("security_states").findValuesAsText("state_id")).containsExactly("15");
        assertThat(json.path("time").asLong())
                .isEqualTo(event.getEnvelope().getOccurredAt().toEpochMilli());
        assertThat(json.path("metadata").path("uid").asText())
                .isEqualTo(event.getEnvelope().getEventId().toString());
        assertThat(json.path("metadata").path("original_event_uid").asText()).isEqualTo(PROVENANCE.toString());
        assertThat(legal(event, true).path("severity_id").asInt()).isEqualTo(5);
    }

    @Test
    void refusedEvidenceIsAnAlertUnlessAManagersReportIsMerelyIncomplete() throws IOException {
        JsonNode forged = legal(with(TestEvents.sample(EvidenceRejected.class), "code", "nonce-mismatch"));
        JsonNode incomplete = legal(with(TestEvents.sample(EvidenceRejected.class), "code", "report-incomplete"));

        assertThat(forged.path("severity_id").asInt()).isEqualTo(5);
        assertThat(forged.path("is_alert").asBoolean()).isTrue();
        assertThat(incomplete.path("severity_id").asInt()).isEqualTo(2);
        assertThat(incomplete.path("is_alert").asBoolean()).isFalse();
    }

    @Test
    void aRenewalIsCollectedAndATrustedHostIsSecure() throws IOException {
        JsonNode json = legal(with(TestEvents.trusted("west-1"), "previousOverall", TrustStatus.TRUSTED));

        assertThat(json.path("type_uid").asInt()).isEqualTo(501902);
        assertThat(json.path("severity_id").asInt()).isEqualTo(1);
        assertThat(json.path("security_level_id").asInt()).isEqualTo(1);
        assertThat(json.has("security_states")).isFalse();
    }

    @Test
    void aMoveThatNobodyDecidedAboutIsAnAlertAboutTheHostThatItWentTo() throws IOException {
        JsonNode json = legal(TestMigrationEvents.undecidedMove("acme-db", "acme", "east-1", "west-2"));

        assertThat(json.path("type_uid").asInt()).isEqualTo(300405);
        assertThat(json.path("severity_id").asInt()).isEqualTo(5);
        assertThat(json.path("is_alert").asBoolean()).isTrue();
        assertThat(json.path("device").path("uid").asText()).isEqualTo("west-2");
        assertThat(json.path("unmapped").path("source_host").asText()).isEqualTo("east-1");
        assertThat(json.path("message").asText()).contains("without a decision");
    }

    @Test
    void aBlockedMigrationIsADeniedMove() throws IOException {
        MigrationRequested request = TestMigrationEvents.requested("acme-db", "acme", "east-1", "west-2");
        MigrationBlocked event = TestMigrationEvents.blocked(request);

        JsonNode json = legal(event);

        assertThat(json.path("type_uid").asInt()).isEqualTo(300405);
        assertThat(json.path("severity_id").asInt()).isEqualTo(4);
        assertThat(json.path("metadata").path("profiles").toString()).isEqualTo("[\"security_control\",\"host\"]");
        assertThat(json.path("metadata").path("tenant_uid").asText()).isEqualTo("acme");
        assertThat(json.path("entity").path("device").path("type_id").asInt()).isEqualTo(6);
        assertThat(json.path("device").path("uid").asText()).isEqualTo("west-2");
        assertThat(json.path("action_id").asInt()).isEqualTo(2);
        assertThat(json.path("disposition_id").asInt()).isEqualTo(2);
        assertThat(json.path("status_id").asInt()).isEqualTo(2);
        assertThat(json.path("is_alert").asBoolean()).isTrue();
        assertThat(json.path("policy").path("uid").asText()).isEqualTo(event.getRule());
        assertThat(json.path("message").asText()).contains("west-2").contains("VMM");
        assertThat(legal(TestMigrationEvents.succeeded(request))
                        .path("severity_id")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void failoversTellTestFromRealAndGoodFromBad() throws IOException {
        RunCompleted completed = with(TestEvents.sample(RunCompleted.class), "kind", RunKind.FAILOVER);
        JsonNode good = legal(with(completed, "state", "Succeeded"));
        JsonNode bad = legal(with(completed, "state", "PartiallyFailed"));

        assertThat(legal(started(TestEvents.sample(FailoverStarted.class)))
                        .path("severity_id")
                        .asInt())
                .isEqualTo(3);
        assertThat(legal(with(TestEvents.sample(TestStarted.class), "kind", RunKind.TEST))
                        .path("severity_id")
                        .asInt())
                .isEqualTo(1);
        assertThat(good.path("type_uid").asInt()).isEqualTo(600203);
        assertThat(good.path("status_id").asInt()).isEqualTo(1);
        assertThat(good.path("severity_id").asInt()).isEqualTo(2);
        assertThat(good.path("metadata").path("event_code").asText()).isEqualTo("FailoverCompleted");
        assertThat(bad.path("status_id").asInt()).isEqualTo(2);
        assertThat(bad.path("severity_id").asInt()).isEqualTo(5);
        assertThat(bad.path("metadata").path("event_code").asText()).isEqualTo("FailoverFailed");
    }

    @Test
    void aSimulationReadsAPolicySetAndAFailedOneSaysWhy() throws IOException {
        SimulationCompleted event = TestEvents.simulationCompleted("provider", 7, null);

        JsonNode found = legal(event);
        JsonNode failed = legal(with(event, "failure", "no such term"));

        assertThat(found.path("type_uid").asInt()).isEqualTo(300402);
        assertThat(found.path("severity_id").asInt()).isEqualTo(1);
        assertThat(found.path("status_id").asInt()).isEqualTo(1);
        assertThat(found.path("entity").path("uid").asText()).isEqualTo("provider");
        assertThat(found.path("unmapped").path("changed").asInt()).isEqualTo(1);
        assertThat(found.path("actor").path("user").path("uid").asText()).isEqualTo("ann");
        assertThat(failed.path("status_id").asInt()).isEqualTo(2);
        assertThat(failed.path("status_detail").asText()).isEqualTo("no such term");
    }

    @Test
    void aMigrationThatEndedWithoutARequestSaysWhatAndWhoAsked() throws IOException {
        MigrationRequested request = TestMigrationEvents.requested("acme-web", "acme", "east-1", "west-1");
        with(request, "workloadName", "The shop");

        MigrationFailed untold = TestMigrationEvents.failed(request, "no-destination");
        untold.put("asked", null);

        JsonNode failed = legal(TestMigrationEvents.failed(request, "no-destination"));
        JsonNode before = legal(untold);

        assertThat(failed.path("status_code").asText()).isEqualTo("no-destination");
        assertThat(failed.path("entity").path("name").asText()).isEqualTo("The shop");
        assertThat(failed.path("actor").path("user").path("uid").asText())
                .isEqualTo(request.getPrincipal().getId());
        assertThat(before.path("entity").has("name")).isFalse();
        assertThat(before.has("actor")).isFalse();
    }

    @Test
    void anEnrolmentNamesKeyHostAndWhoDidItAndAnUnprovedOneStandsOut() throws IOException {
        JsonNode endorsed = legal(TestEvents.hostEnrolled("west-1"));
        JsonNode pinned = legal(with(TestEvents.hostEnrolled("west-1"), "replacedKey", "000bff"));
        JsonNode withdrawn = legal(TestEvents.enrolmentWithdrawn("west-1", "lost"));

        assertThat(endorsed.path("type_uid").asInt()).isEqualTo(300401);
        assertThat(endorsed.path("severity_id").asInt()).isEqualTo(1);
        assertThat(endorsed.path("device").path("uid").asText()).isEqualTo("west-1");
        assertThat(endorsed.path("entity").path("uid").asText()).startsWith("000b");
        assertThat(endorsed.path("actor").path("user").path("uid").asText()).isNotBlank();
        assertThat(endorsed.path("unmapped").path("endorsement_vendor").asText())
                .isEqualTo("STMicroelectronics");
        assertThat(pinned.path("severity_id").asInt()).isEqualTo(2);
        assertThat(withdrawn.path("type_uid").asInt()).isEqualTo(300404);
        assertThat(withdrawn.path("status_detail").asText()).isEqualTo("lost");
    }

    @Test
    void findingsAndIncidentsFollowTheirWorkflow() throws IOException {
        JsonNode opened = legal(TestEvents.sample(IncidentOpened.class));
        JsonNode reopened = legal(TestEvents.sample(IncidentReopened.class));
        JsonNode resolved = legal(TestEvents.sample(IncidentResolved.class));
        JsonNode finding = legal(TestEvents.sample(ControlAssessed.class));

        assertThat(opened.path("type_uid").asInt()).isEqualTo(200501);
        assertThat(opened.path("status_id").asInt()).isEqualTo(1);
        assertThat(opened.path("assignee_group").path("name").asText()).startsWith("SOC of");
        assertThat(reopened.path("type_uid").asInt()).isEqualTo(200502);
        assertThat(reopened.path("status_id").asInt()).isEqualTo(2);
        assertThat(resolved.path("type_uid").asInt()).isEqualTo(200503);
        assertThat(resolved.path("status_id").asInt()).isEqualTo(4);
        assertThat(finding.path("class_uid").asInt()).isEqualTo(2003);
        assertThat(finding.path("resources").isArray()).isTrue();
        assertThat(finding.path("resource").isMissingNode()).isTrue();
    }

    @Test
    void longTextIsCutSaneAndSaidSo() throws IOException {
        String novel = "𝒳 \u0007\"quoted\" ".repeat(20_000);
        MigrationBlocked event = with(
                TestMigrationEvents.blocked(TestMigrationEvents.requested("vm", "acme", "east-1", "west-2")),
                "reason",
                novel);
        with(event, "workloadName", novel);

        JsonNode json = legal(event);

        assertThat(json.path("metadata").path("is_truncated").asBoolean()).isTrue();
        assertThat(json.path("metadata").path("untruncated_size").asInt()).isGreaterThan(100_000);
        assertThat(json.path("metadata").path("uid").asText())
                .isEqualTo(event.getEnvelope().getEventId().toString());
    }

    @Test
    void theSameEventGivesTheSameBytes() {
        TrustChanged event = TestEvents.untrusted("west-2");

        SiemRecord first = format(event, false);
        SiemRecord second = format(event, false);

        assertThat(first.json()).isEqualTo(second.json());
        assertThat(first.headers())
                .isEqualTo(second.headers())
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "dev.leeward.ocsf.TrustChanged")
                .containsKeys("ce_id", "ce_source", "ce_time", "content-type");
    }

    private static FailoverStarted started(FailoverStarted sample) {
        return with(sample, "kind", RunKind.FAILOVER);
    }

    private JsonNode legal(SpecificRecord event) throws IOException {
        return legal(event, false);
    }

    private JsonNode legal(SpecificRecord event, boolean sensitive) throws IOException {
        SiemRecord record = format(event, sensitive);
        String json = new String(record.json(), StandardCharsets.UTF_8);
        JsonNode tree = JSON.readTree(json);
        List<com.networknt.schema.Error> errors =
                schema(tree.path("class_uid").asInt()).validate(json, InputFormat.JSON);
        assertThat(errors).as(json).isEmpty();
        assertThat(record.json()).hasSizeLessThan(8_000);
        assertThat(tree.path("type_uid").asInt())
                .isEqualTo(tree.path("class_uid").asInt() * 100
                        + tree.path("activity_id").asInt());
        assertThat(tree.fieldNames()).toIterable().noneMatch(name -> name.endsWith("_dt"));
        return tree;
    }

    private SiemRecord format(SpecificRecord event, boolean sensitive) {
        return format.format(reader.read(CODEC.encode(event), PROVENANCE), new Known(sensitive));
    }

    private static Schema schema(int classUid) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(OcsfTest.class.getResourceAsStream("/ocsf/emitted.schema.json"))) {
            String definitions = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String id = JSON.readTree(definitions).path("$id").asText();
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(id, definitions)));
            return registry.getSchema("{\"$ref\":\"" + id + "#/$defs/class_" + classUid + "\"}", InputFormat.JSON);
        }
    }

    /** Keeps the list of what is checked by name honest. */
    @Test
    void theSchemaKnowsEveryClassThatIsUsed() throws IOException {
        for (OcsfClass used : OcsfClass.values()) {
            assertThat(schema(used.uid)).isNotNull();
        }
        assertThat(Stream.of(OcsfClass.values()).map(used -> used.uid / 1_000 - used.category))
                .containsOnly(0);
    }
}
