package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.testkit.vsphere.Vcsim;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A simulated vCenter as a source of hosts. */
final class SimulatedVcenter {
    private SimulatedVcenter() {}

    /** What attestation-service is told to read it by. */
    static Map<String, String> environment(Vcsim vcsim, String source, Map<String, String> siteOfDatacenter) {
        var prefix = "LEEWARD_INVENTORY_VCENTERS_0__";
        var environment = new LinkedHashMap<String, String>();
        environment.put(prefix + "ID", source);
        environment.put(prefix + "URL", vcsim.url());
        environment.put(prefix + "USER", Vcsim.USER);
        environment.put(prefix + "PASSWORD_FILE", vcsim.passwordFile().toString());
        environment.put(prefix + "CA_FILE", vcsim.certificate().toString());
        environment.put(prefix + "INTERVAL", "2s");
        int site = 0;
        for (var entry : siteOfDatacenter.entrySet()) {
            environment.put(prefix + "SITES_%d__DATACENTER".formatted(site), entry.getKey());
            environment.put(prefix + "SITES_%d__SITE".formatted(site), entry.getValue());
            site++;
        }
        return environment;
    }

    /** Starts a service anew with more in its environment. */
    static void restart(Stack stack, Part service, Map<String, String> environment) {
        stack.kill(service);
        stack.restart(service, environment);
    }

    static Api.Answer host(Stack stack, String id) {
        return stack.api().as("audrey", "auditor", null).get(Part.ATTESTATION, "/v1/hosts/" + id);
    }

    static JsonNode awaitHost(Stack stack, String id, String status, Duration limit) {
        return Stopwatch.await(limit, "host " + id + " to be " + status, () -> {
            var answer = host(stack, id);
            return answer.status() == 200
                            && answer.body()
                                    .path("trust")
                                    .path("overall")
                                    .asText()
                                    .equals(status)
                    ? Optional.of(answer.body())
                    : Optional.empty();
        });
    }

    static void awaitRetired(Stack stack, String id, Duration limit) {
        Stopwatch.await(
                limit,
                "the vCenter's hosts to be retired with it",
                () -> host(stack, id).status() == 404 ? Optional.of(true) : Optional.empty());
    }
}
