package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the API server asks: an AdmissionReview of version {@value #VERSION}.
 *
 * @param uid the API server's id of the question
 * @param resource what would change, as {@code group/resource} and, for a part of it, {@code /subresource}
 * @param version the version that the object is written in
 * @param name name in the address; empty where the object gets one only now
 * @param user who asks, as the API server has authenticated
 * @param dryRun whether nothing will come of it
 * @param object the object as it would be
 */
record Review(
        String uid,
        String operation,
        String resource,
        String version,
        String namespace,
        String name,
        User user,
        boolean dryRun,
        JsonNode object) {

    static final String VERSION = "admission.k8s.io/v1";

    private static final String KIND = "AdmissionReview";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Who asks. */
    record User(String name, List<String> groups) {
        User {
            groups = List.copyOf(groups);
        }
    }

    /** JSON that names no member twice. */
    static JsonNode json(byte[] text) throws IOException {
        return JSON.readTree(text);
    }

    /** The members of an object, as text. */
    static Map<String, String> texts(JsonNode object) {
        return object.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().asText()));
    }

    static Review of(byte[] body) throws Malformed {
        JsonNode review = parsed(body);
        if (!review.path("apiVersion").asText().equals(VERSION)
                || !review.path("kind").asText().equals(KIND)) {
            throw new Malformed(
                    400,
                    "it is no %s of version %s: set admissionReviewVersions of the webhook to [v1]"
                            .formatted(KIND, VERSION));
        }
        JsonNode request = review.path("request");
        JsonNode resource = request.path("resource");
        String part = request.path("subResource").asText();
        return new Review(
                needed(request, "uid"),
                needed(request, "operation"),
                resource.path("group").asText() + "/" + needed(resource, "resource")
                        + (part.isEmpty() ? "" : "/" + part),
                needed(resource, "version"),
                request.path("namespace").asText(),
                request.path("name").asText(),
                user(request.path("userInfo")),
                request.path("dryRun").asBoolean(),
                request.path("object"));
    }

    private static JsonNode parsed(byte[] body) throws Malformed {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Malformed(400, "it is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Malformed(400, "it is no JSON: " + e.getMessage());
        }
    }

    private static User user(JsonNode user) throws Malformed {
        List<String> groups = new ArrayList<>();
        user.path("groups").forEach(group -> groups.add(group.asText()));
        return new User(needed(user, "username"), groups);
    }

    private static String needed(JsonNode of, String field) throws Malformed {
        String value = of.path(field).asText();
        if (value.isBlank()) {
            throw new Malformed(400, "it has no " + field);
        }
        return value;
    }

    /** The verdict as the API server reads it. */
    byte[] answer(Verdict verdict) {
        ObjectNode review = JSON.createObjectNode().put("apiVersion", VERSION).put("kind", KIND);
        ObjectNode response =
                review.putObject("response").put("uid", uid).put("allowed", verdict instanceof Verdict.Allowed);
        if (verdict instanceof Verdict.Refused refused) {
            response.putObject("status")
                    .put("code", refused.cause().status())
                    .put("reason", refused.cause().reason())
                    .put("message", refused.message());
        }
        if (!verdict.decision().isEmpty()) {
            response.putObject("auditAnnotations").put("decision", verdict.decision());
        }
        return review.toString().getBytes(StandardCharsets.UTF_8);
    }
}
