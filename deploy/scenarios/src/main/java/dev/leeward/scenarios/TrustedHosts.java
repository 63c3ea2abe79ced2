package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.world.World;
import java.util.List;

/** Hosts of the world that the attestation service trusts now. */
final class TrustedHosts {
    private TrustedHosts() {}

    static List<String> of(Stack stack) {
        var auditor = stack.api().as("audrey", "auditor", null);
        return stack.world().hosts().stream()
                .map(World.Host::id)
                .filter(host -> auditor.get(Part.ATTESTATION, "/v1/hosts/" + host)
                        .expect(200)
                        .path("trust")
                        .path("overall")
                        .asText()
                        .equals("TRUSTED"))
                .toList();
    }
}
