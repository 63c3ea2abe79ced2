package dev.leeward.dr.edge.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.dr.app.Requester;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.plan.PlanDocument;
import dev.leeward.dr.plan.Tier;
import dev.leeward.dr.replication.RecoveryPoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON in which documents are kept. */
@ApplicationScoped
class Documents {
    private final ObjectMapper json;

    Documents(ObjectMapper json) {
        this.json = json;
    }

    String plan(PlanDocument plan) {
        return write(new KeptPlan(
                plan.name(),
                plan.groups().stream().map(GroupId::value).toList(),
                plan.tiers().stream()
                        .map(tier -> new KeptTier(
                                tier.priority(),
                                tier.prompt().orElse(null),
                                tier.workloads().stream().map(WorkloadId::value).toList()))
                        .toList(),
                plan.dependencies().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().value(),
                                entry -> entry.getValue().stream()
                                        .map(WorkloadId::value)
                                        .toList()))));
    }

    PlanDocument plan(String text) {
        var kept = read(text, KeptPlan.class);
        return new PlanDocument(
                kept.name(),
                kept.groups().stream().map(GroupId::new).toList(),
                kept.tiers().stream()
                        .map(tier -> new Tier(
                                tier.priority(),
                                Optional.ofNullable(tier.prompt()),
                                tier.workloads().stream().map(WorkloadId::new).toList()))
                        .toList(),
                kept.dependencies().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> new WorkloadId(entry.getKey()),
                                entry -> entry.getValue().stream()
                                        .map(WorkloadId::new)
                                        .toList())));
    }

    String requester(Requester requester) {
        return write(new KeptRequester(
                requester.id(), requester.roles(), requester.tenant().orElse(null)));
    }

    Requester requester(String text) {
        var kept = read(text, KeptRequester.class);
        return new Requester(kept.id(), kept.roles(), Optional.ofNullable(kept.tenant()));
    }

    String points(Map<GroupId, RecoveryPoint> points) {
        var kept = new HashMap<String, KeptPoint>();
        points.forEach((group, point) -> kept.put(
                group.value(), new KeptPoint(point.id(), point.takenAt().toString())));
        return write(new KeptPoints(kept));
    }

    Map<GroupId, RecoveryPoint> points(String text) {
        var points = new HashMap<GroupId, RecoveryPoint>();
        read(text, KeptPoints.class)
                .points()
                .forEach((group, point) ->
                        points.put(new GroupId(group), new RecoveryPoint(point.id(), Instant.parse(point.takenAt()))));
        return points;
    }

    String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept " + type.getSimpleName() + " cannot be read", e);
        }
    }

    record KeptPlan(String name, List<String> groups, List<KeptTier> tiers, Map<String, List<String>> dependencies) {}

    record KeptTier(int priority, @Nullable String prompt, List<String> workloads) {}

    record KeptRequester(
            String id, List<String> roles, @Nullable String tenant) {}

    record KeptPoints(Map<String, KeptPoint> points) {}

    record KeptPoint(String id, String takenAt) {}
}
