package dev.leeward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.UserError;
import dev.leeward.local.world.World;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The command that is measured: a placement decision, durable with its event before it is acknowledged. */
final class Decisions implements AutoCloseable {
    private final String token;
    private final String workload;
    private final String elsewhere;
    private final KeptConnection connection;

    Decisions(Lab lab) {
        this.token = lab.enforcementPoint();
        var moved = lab.stack().world().workloads().getFirst();
        this.workload = moved.id();
        this.elsewhere = lab.stack().world().hosts().stream()
                .map(World.Host::id)
                .filter(host -> !host.equals(moved.host()))
                .findFirst()
                .orElseThrow();
        try {
            this.connection = new KeptConnection(lab.stack().settings().port(Part.POLICY));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Asks whether a workload of the world may go to another host of the world, and returns the effect. */
    String ask(String requestId) {
        return decide(requestId, elsewhere).path("effect").asText();
    }

    /** Asks whether it may go to a host, and returns the decision. */
    JsonNode decide(String requestId, String host) {
        try {
            var answer = connection.post(
                    "/v1/decisions",
                    token,
                    Api.write(Map.of(
                            "requestId",
                            requestId,
                            "action",
                            "migrate",
                            "principal",
                            Map.of("id", "bench", "roles", List.of("operator")),
                            "workload",
                            workload,
                            "destination",
                            host,
                            "enforcementPoint",
                            "bench")));
            DecisionEndpoint.requireEffect(answer);
            return Api.JSON.readTree(answer.body());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static UserError failed(IOException e) {
        return new UserError("policy-service decides nothing: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
