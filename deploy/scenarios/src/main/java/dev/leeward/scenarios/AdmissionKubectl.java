package dev.leeward.scenarios;

import dev.leeward.local.HostAgents;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.kubernetes.KubeApiServer;
import dev.leeward.testkit.kubernetes.KubeApiServer.Output;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Optional;

/** A Kubernetes cluster asks before it moves a virtual machine, and its nodes show whether their hosts are trusted. */
final class AdmissionKubectl implements Scenario {

    @Override
    public String name() {
        return "admission-kubectl";
    }

    @Override
    public String about() {
        return "kubectl moves a KubeVirt machine to a trusted node, and prints why not to an untrusted one";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = KubeApiServer.missing();
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        var trusted = TrustedHosts.of(stack);
        if (trusted.size() < 2) {
            return new Outcome.Skipped("it takes two trusted hosts, and there are " + trusted.size());
        }
        var from = trusted.getFirst();
        var to = trusted.getLast();
        try (var stage = KubernetesStage.set(stack, from, to)) {
            stage.run(from);
            return play(stack, stage, to, log);
        } catch (IOException e) {
            throw new UserError("etcd, kube-apiserver or kubectl: " + e.getMessage(), e);
        }
    }

    private static Outcome play(Stack stack, KubernetesStage stage, String to, PrintStream log) throws IOException {
        var observed = new LinkedHashMap<String, Object>();
        var allowed = awaitAllowed(stage, "allowed");
        log.printf("  %s%n", allowed.text());
        observed.put("toATrustedNode", allowed.text());

        int before = stage.decisions();
        var tried = stage.tryToMove("tried");
        observed.put("dryRun", tried.text());
        observed.put("decidedByTheDryRun", stage.decisions() - before);

        var version = stack.world().host(to).version();
        HostAgents.boot(stack.settings(), to, Optional.of(version + "-tampered"));
        Output refused;
        try {
            observed.put("taint", stage.awaitTaint(to));
            refused = stage.move("refused");
            log.printf("  %s%n", refused.text());
            observed.put("toAnUntrustedNode", refused.text());
            observed.put("refusedIsWritten", stage.isWritten("refused"));
        } finally {
            HostAgents.boot(stack.settings(), to, Optional.empty());
        }
        stage.awaitOpen(to);
        observed.put("taintAfterwards", stage.taint(to));

        stack.kill(Part.POLICY);
        var unanswered = stage.move("unanswered");
        observed.put("whilePolicyServiceIsDown", unanswered.text());
        observed.put("unansweredIsWritten", stage.isWritten("unanswered"));
        stage.serve();
        observed.put("afterwards", awaitAllowed(stage, "afterwards").text());

        boolean ok = tried.exit() == 0
                && Integer.valueOf(0).equals(observed.get("decidedByTheDryRun"))
                && "untrusted".equals(observed.get("taint"))
                && refused.exit() != 0
                && refused.text().contains("admission webhook \"placements.leeward.dev\" denied the request: Leeward")
                && refused.text().contains("Host " + to + " is not trusted")
                && Boolean.FALSE.equals(observed.get("refusedIsWritten"))
                && "".equals(observed.get("taintAfterwards"))
                && unanswered.exit() != 0
                && unanswered.text().contains("failed calling webhook")
                && Boolean.FALSE.equals(observed.get("unansweredIsWritten"));
        return new Outcome.Played(ok, observed);
    }

    /** Moves to a trusted node, once policy-service has heard of all there is to know. */
    private static Output awaitAllowed(KubernetesStage stage, String name) {
        return Stopwatch.await(KubernetesStage.LIMIT, "a move to a trusted node to be allowed", () -> {
            try {
                return Optional.of(stage.move(name)).filter(moved -> moved.exit() == 0);
            } catch (IOException e) {
                throw new UserError("kubectl: " + e.getMessage(), e);
            }
        });
    }
}
