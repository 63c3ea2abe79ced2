package dev.leeward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.world.World;
import java.util.List;
import java.util.Map;

/** The command that is measured: a placement decision, durable with its event before it is acknowledged. */
final class Decisions {
    private final Api api;
    private final World world;

    Decisions(Lab lab) {
        this.api = lab.enforcementPoint();
        this.world = lab.stack().world();
    }

    /** Asks for a decision and returns it. */
    JsonNode ask(String requestId) {
        var workload = world.workloads().getFirst();
        var target = world.hosts().stream()
                .filter(host -> !host.id().equals(workload.host()))
                .findFirst()
                .orElseThrow();
        return api.post(
                        Part.POLICY,
                        "/v1/decisions",
                        Map.of(
                                "requestId", requestId,
                                "action", "migrate",
                                "principal", Map.of("id", "bench", "roles", List.of("operator")),
                                "workload", workload.id(),
                                "source", workload.host(),
                                "destination", target.id(),
                                "enforcementPoint", "bench"))
                .expectSuccess();
    }
}
