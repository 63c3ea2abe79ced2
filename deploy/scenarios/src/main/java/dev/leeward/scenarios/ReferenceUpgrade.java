package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.local.Api;
import dev.leeward.local.HostAgents;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.testkit.tpm.KnownGood;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A new hypervisor is rolled out: its manifest first, then host after host, and last the old manifest is retired. No
 * host that takes part is untrusted at any moment; the one that does not is, once the old manifest is gone.
 */
final class ReferenceUpgrade implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String MANIFESTS = "/v1/reference-manifests";

    @Override
    public String name() {
        return "reference-upgrade";
    }

    @Override
    public String about() {
        return "a new hypervisor is rolled out: no host is wrongly untrusted, the one left behind rightly is";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var trusted = TrustedHosts.of(stack);
        if (trusted.size() < 2) {
            return new Outcome.Skipped("it takes two trusted hosts, and there are " + trusted.size());
        }
        return new Rollout(stack, trusted, log).play();
    }

    /** One rollout, over the hosts that rest on the same manifest as the first. */
    private static final class Rollout {
        private final Stack stack;
        private final PrintStream log;
        private final Api officer;
        private final Api auditor;
        private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        private final String old;
        private final KnownGood next;
        private final List<String> hosts;

        Rollout(Stack stack, List<String> trusted, PrintStream log) {
            this.stack = stack;
            this.log = log;
            this.officer = stack.api().as("sofia", "security-officer", null);
            this.auditor = stack.api().as("audrey", "auditor", null);
            var first = stack.world().host(trusted.getFirst());
            this.old = vmm(first.id()).path("manifest").asText();
            this.next = KnownGood.vmm(first.hypervisor(), first.version() + "-next");
            this.hosts = trusted.stream()
                    .filter(host -> vmm(host).path("manifest").asText().equals(old))
                    .toList();
        }

        Outcome play() {
            var upgraded = hosts.subList(0, hosts.size() - 1);
            var leftBehind = hosts.getLast();
            var observed = new LinkedHashMap<String, Object>();
            var kept = auditor.get(Part.ATTESTATION, MANIFESTS + "/" + old).expect(200);
            publish(next);
            try {
                observed.put("refusedWhileHostsRestOnIt", retire(old, false).status());
                upgraded.forEach(this::upgrade);
                var refusal = retire(old, false);
                observed.put("refusedForTheLast", refusal.body().path("detail").asText());
                log.printf(
                        "  %d of %d hosts upgraded; %s%n",
                        upgraded.size(),
                        hosts.size(),
                        refusal.body().path("detail").asText());
                retire(old, true).expect(200);
                var reason = Stopwatch.await(LIMIT, leftBehind + " to lose its trust", () -> reason(leftBehind));
                observed.put("leftBehind", reason);
                observed.put("wronglyUntrusted", untrustedSinceBegin(upgraded));
                observed.put("stillTrusted", TrustedHosts.of(stack).containsAll(upgraded));
                boolean ok = refusal.status() == 409
                        && Integer.valueOf(409).equals(observed.get("refusedWhileHostsRestOnIt"))
                        && refusal.body().path("detail").asText().contains("1 hosts")
                        && reason.contains("reference " + next.id() + " expects")
                        && List.of().equals(observed.get("wronglyUntrusted"))
                        && Boolean.TRUE.equals(observed.get("stillTrusted"));
                return new Outcome.Played(ok, observed);
            } finally {
                restore(kept);
            }
        }

        /** Boots the new hypervisor, and waits until the verdict rests on the new manifest. */
        private void upgrade(String host) {
            HostAgents.boot(stack.settings(), host, Optional.of(next.productVersion()));
            awaitTrust(host, next.id());
        }

        private void awaitTrust(String host, String manifest) {
            Stopwatch.await(
                    LIMIT,
                    host + " to be trusted by " + manifest,
                    () -> Optional.of(vmm(host))
                            .filter(part -> part.path("manifest").asText().equals(manifest)
                                    && part.path("status").asText().equals("TRUSTED")));
        }

        private Optional<String> reason(String host) {
            return Optional.of(trust(host))
                    .filter(trust -> trust.path("overall").asText().equals("UNTRUSTED"))
                    .map(trust -> trust.path("reason").asText());
        }

        private List<String> untrustedSinceBegin(List<String> upgraded) {
            return new EventLog(stack.settings().bootstrapServers())
                    .events(TrustChanged.class).stream()
                            .filter(event -> upgraded.contains(event.getHostId())
                                    && event.getOverall() != TrustStatus.TRUSTED
                                    && !event.getEnvelope().getOccurredAt().isBefore(begin))
                            .map(event -> event.getHostId() + ": " + event.getReason())
                            .toList();
        }

        /** The world as it was: the old manifest in force in a new version, and every host back on the old hypervisor. */
        private void restore(JsonNode kept) {
            officer.post(
                            Part.ATTESTATION,
                            MANIFESTS,
                            Map.of(
                                    "id", kept.path("id"),
                                    "part", kept.path("part"),
                                    "product", kept.path("product"),
                                    "productVersion", kept.path("productVersion"),
                                    "appliesTo", kept.path("appliesTo"),
                                    "values", kept.path("values")))
                    .expectSuccess();
            for (var host : hosts) {
                HostAgents.boot(stack.settings(), host, Optional.empty());
                awaitTrust(host, old);
            }
            retire(next.id(), false).expectSuccess();
        }

        private void publish(KnownGood manifest) {
            officer.post(
                            Part.ATTESTATION,
                            MANIFESTS,
                            Map.of(
                                    "id", manifest.id(),
                                    "part", manifest.part(),
                                    "product", manifest.product(),
                                    "productVersion", manifest.productVersion(),
                                    "values", manifest.values()))
                    .expectSuccess();
        }

        private Api.Answer retire(String manifest, boolean force) {
            return officer.post(
                    Part.ATTESTATION,
                    MANIFESTS + "/" + manifest + "/actions/retire?force=" + force,
                    Map.of("reason", "The drill rolls out " + next.id() + "."));
        }

        private JsonNode vmm(String host) {
            return trust(host).path("vmm");
        }

        private JsonNode trust(String host) {
            return auditor.get(Part.ATTESTATION, "/v1/hosts/" + host)
                    .expect(200)
                    .path("trust");
        }
    }
}
