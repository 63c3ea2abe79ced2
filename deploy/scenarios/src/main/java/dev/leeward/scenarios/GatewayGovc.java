package dev.leeward.scenarios;

import dev.leeward.local.Stack;
import dev.leeward.local.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;

/** VMware's own tool, pointed at the gateway: it moves a machine to a trusted host, and to no other. */
final class GatewayGovc implements Scenario {

    @Override
    public String name() {
        return "gateway-govc";
    }

    @Override
    public String about() {
        return "govc moves machines through the gateway to trusted hosts, and prints why to no other";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = GatewayStage.missing();
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        try (var stage = GatewayStage.set(stack)) {
            return play(stage, log);
        } catch (IOException e) {
            throw new UserError("vcsim or govc: " + e.getMessage(), e);
        }
    }

    private static Outcome play(GatewayStage stage, PrintStream log) throws IOException {
        var allowed = stage.awaitAllowed();
        var afterAllowed = stage.host();
        log.printf("  moved to %s: %s%n", afterAllowed, lastLine(allowed.text()));

        var refused = stage.throughTheGateway().run("vm.migrate", "-host", GatewayStage.BAD, GatewayStage.VM);
        var intoCluster = stage.throughTheGateway().run("vm.migrate", "-pool", "DC0_C0/Resources", GatewayStage.VM);
        var looked = stage.throughTheGateway().run("vm.info", GatewayStage.VM);
        var afterRefused = stage.host();
        log.printf("  %s%n", refused.text());

        var observed = new LinkedHashMap<String, Object>();
        observed.put("hostAfterAllowedMove", afterAllowed);
        observed.put("refusedBecause", refused.text());
        observed.put("intoTheClusterRefusedBecause", intoCluster.text());
        observed.put("hostAfterRefusedMoves", afterRefused);
        observed.put("otherCommandsWork", looked.exit() == 0);
        boolean ok = afterAllowed.equals(GatewayStage.GOOD)
                && refused.exit() != 0
                && refused.text().contains("govc: ServerFaultCode: Leeward refuses to migrate " + GatewayStage.VM)
                && refused.text().contains(GatewayStage.hostId(GatewayStage.BAD) + " is not trusted")
                && intoCluster.exit() != 0
                && afterRefused.equals(GatewayStage.GOOD)
                && looked.exit() == 0;
        return new Outcome.Played(ok, observed);
    }

    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
