package dev.leeward.dr.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.leeward.dr.app.StoredPlan;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.plan.PlanDraft;
import dev.leeward.messaging.rest.ProblemException;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plan documents as people write and read them: YAML or JSON. */
final class PlanBodies {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PlanBodies() {}

    /** A plan document; what is missing is found by the plan's own check. */
    record PlanBody(
            @Nullable String id,
            @Nullable String name,
            @Nullable List<@Nullable String> groups,
            @Nullable List<@Nullable TierBody> tiers,
            @Nullable Map<String, @Nullable List<@Nullable String>> dependencies) {
        PlanDraft draft() {
            var needs = new LinkedHashMap<String, List<String>>();
            if (dependencies != null) {
                dependencies.forEach((workload, needed) -> needs.put(workload, texts(needed)));
            }
            return new PlanDraft(
                    name == null ? "" : name,
                    texts(groups),
                    tiers == null
                            ? List.of()
                            : tiers.stream()
                                    .map(tier -> tier == null ? new TierBody(0, null, null) : tier)
                                    .map(tier -> new PlanDraft.DraftTier(
                                            tier.priority(),
                                            Optional.ofNullable(tier.prompt()),
                                            texts(tier.workloads())))
                                    .toList(),
                    needs);
        }

        private static List<String> texts(@Nullable List<@Nullable String> values) {
            return values == null
                    ? List.of()
                    : values.stream().map(value -> value == null ? "" : value).toList();
        }
    }

    /** A tier. */
    record TierBody(
            int priority, @Nullable String prompt, @Nullable List<@Nullable String> workloads) {}

    /** A plan as kept. */
    record KeptPlan(
            String id,
            String tenant,
            int version,
            String name,
            List<String> groups,
            List<TierBody> tiers,
            Map<String, List<String>> dependencies,
            Instant updatedAt) {
        static KeptPlan of(StoredPlan plan) {
            var dependencies = new LinkedHashMap<String, List<String>>();
            plan.document()
                    .dependencies()
                    .forEach((workload, needed) -> dependencies.put(
                            workload.value(),
                            needed.stream().map(WorkloadId::value).toList()));
            return new KeptPlan(
                    plan.id().value(),
                    plan.tenant().value(),
                    plan.version(),
                    plan.document().name(),
                    plan.document().groups().stream().map(GroupId::value).toList(),
                    plan.document().tiers().stream()
                            .map(tier -> new TierBody(
                                    tier.priority(),
                                    tier.prompt().orElse(null),
                                    tier.workloads().stream()
                                            .map(WorkloadId::value)
                                            .toList()))
                            .toList(),
                    dependencies,
                    plan.updatedAt());
        }
    }

    /** Reads a document in the language that its media type says. */
    static PlanBody read(String text, @Nullable MediaType type) {
        boolean yaml = type != null && type.getSubtype().contains("yaml");
        PlanBody body = read(yaml ? YAML : JSON, yaml ? "malformed-yaml" : "malformed-json", text, PlanBody.class);
        if (body == null) {
            throw ProblemException.badRequest(
                    "empty-body", "The request has no plan document.", "body", "Send the plan as YAML or JSON.");
        }
        return body;
    }

    /** Reads JSON that may be missing altogether. */
    static <T> T readOptional(@Nullable String text, Class<T> type, T otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        var body = read(JSON, "malformed-json", text, type);
        return body == null ? otherwise : body;
    }

    private static <T> @Nullable T read(ObjectMapper mapper, String code, String text, Class<T> type) {
        try {
            return mapper.readValue(text, type);
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            var path = e instanceof JsonMappingException mapping ? path(mapping) : "body";
            throw ProblemException.badRequest(
                    code,
                    what(e)
                            + (where == null
                                    ? ""
                                    : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")"),
                    path,
                    "Correct the document there and send it again.");
        }
    }

    private static String what(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "There is no field '" + unknown.getPropertyName() + "'; there are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .toList();
            case MismatchedInputException wrong
            when wrong.getTargetType() != null ->
                "The value of '" + path(wrong) + "' is no "
                        + wrong.getTargetType().getSimpleName().toLowerCase(Locale.ROOT);
            default -> e.getOriginalMessage().lines().findFirst().orElse("It cannot be read");
        };
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (var part : e.getPath()) {
            if (part.getFieldName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(part.getFieldName());
            } else {
                path.append('[').append(part.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? "body" : path.toString();
    }
}
