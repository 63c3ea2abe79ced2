package dev.leeward.scenarios;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hosts of the world that the attestation service trusts, once it has appraised every one of them. */
final class TrustedHosts {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private TrustedHosts() {}

    static List<String> of(Stack stack) {
        var auditor = stack.api().as("audrey", "auditor", null);
        var hosts = stack.world().hosts().stream().map(World.Host::id).toList();
        return Stopwatch.await(LIMIT, "every host to be attested", () -> {
            var statuses = hosts.stream().map(host -> status(auditor, host)).toList();
            return statuses.contains("UNKNOWN")
                    ? Optional.empty()
                    : Optional.of(hosts.stream()
                            .filter(host -> statuses.get(hosts.indexOf(host)).equals("TRUSTED"))
                            .toList());
        });
    }

    private static String status(Api auditor, String host) {
        return auditor.get(Part.ATTESTATION, "/v1/hosts/" + host)
                .expect(200)
                .path("trust")
                .path("overall")
                .asText();
    }

    /** One of them that is none of these. */
    static String otherThan(Stack stack, String... hosts) {
        return of(stack).stream()
                .filter(trusted -> !List.of(hosts).contains(trusted))
                .findFirst()
                .orElseThrow();
    }
}
