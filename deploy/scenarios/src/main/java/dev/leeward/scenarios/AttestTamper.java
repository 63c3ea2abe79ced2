package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EventLogWriter;
import dev.leeward.testkit.tpm.MeasuredEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Everything an attacker can do to a host or to what it sends, one after the other: each is told for what it is. */
final class AttestTamper implements Scenario {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final BootProfile GOOD = BootProfile.of("2.17", "esxi", "5.1");
    private static final List<Integer> PLATFORM_PCRS = List.of(0, 1, 2, 3, 4, 5, 6, 7);
    private static final String ANYTHING = "5a".repeat(32);

    /** What is changed on the way, and the code of the refusal that must follow. */
    private record Attack(String name, String code, Consumer<ObjectNode> challenge, Consumer<ObjectNode> evidence) {
        static Attack on(String name, String code, Consumer<ObjectNode> evidence) {
            return new Attack(name, code, _ -> {}, evidence);
        }
    }

    /** What a host boots, and the words of the verdict that must follow. */
    private record Boot(String name, BootProfile profile, String words) {}

    @Override
    public String name() {
        return "attest-tamper";
    }

    @Override
    public String about() {
        return "a tampered boot is untrusted, tampered evidence is refused: a code and a reason for each";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = TpmHost.missing();
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        try (var host = TpmHost.join(stack, "drill-honest", GOOD);
                var stranger = TpmHost.join(stack, "drill-stranger", GOOD);
                var between = Interceptor.before(stack.settings().url(Part.ATTESTATION))) {
            stranger.agent("attest", between.url());
            var ofStranger = between.recorded();
            host.agent("attest", between.url());
            var ofHost = between.recorded();

            var attacks = attacks(ofHost, ofStranger);
            var wrong = new ArrayList<String>();
            var observed = new LinkedHashMap<String, Object>();
            observed.put("refused", attack(attacks, host, between, wrong, log));
            observed.put("untrusted", boot(host, wrong, log));
            host.reboot(GOOD);
            host.agent("attest");
            observed.put("afterwards", host.trust());
            observed.put("wrong", wrong);
            observed.put("untold", untold(stack, host, attacks));
            boolean ok = wrong.isEmpty()
                    && observed.get("afterwards").equals("TRUSTED")
                    && observed.get("untold").equals(List.of());
            return new Outcome.Played(ok, observed);
        }
    }

    /** What the agent was told of each attack; the host stays trusted, for nothing was learned about it. */
    private static Map<String, String> attack(
            List<Attack> attacks, TpmHost host, Interceptor between, List<String> wrong, PrintStream log) {
        var refused = new LinkedHashMap<String, String>();
        for (var attack : attacks) {
            between.change(attack.challenge(), attack.evidence());
            var run = host.agent("attest", between.url());
            refused.put(attack.name(), run.said());
            if (run.status() != 1
                    || !run.said().contains(attack.code() + ": ")
                    || !host.trust().equals("TRUSTED")) {
                wrong.add(attack.name());
            }
            log.printf("  %s: %s%n", attack.name(), run.said());
        }
        return refused;
    }

    private static Map<String, String> boot(TpmHost host, List<String> wrong, PrintStream log) {
        var verdicts = new LinkedHashMap<String, String>();
        for (var boot : boots()) {
            host.reboot(boot.profile());
            var run = host.agent("attest");
            verdicts.put(boot.name(), run.said());
            if (run.status() != 3
                    || !run.said().contains(boot.words())
                    || !host.trust().equals("UNTRUSTED")) {
                wrong.add(boot.name());
            }
            log.printf("  %s: %s%n", boot.name(), run.said());
        }
        return verdicts;
    }

    private static List<Boot> boots() {
        return List.of(
                new Boot(
                        "tampered BIOS",
                        BootProfile.of("2.18", "esxi", "5.1"),
                        "Platform measures CRTM 2.18; reference bios-2.17 expects CRTM 2.17"),
                new Boot(
                        "tampered VMM",
                        BootProfile.of("2.17", "esxi", "5.0"),
                        "VMM measures hypervisor esxi 5.0; reference esxi-5.1 expects hypervisor esxi 5.1"),
                new Boot("no measured launch", GOOD.withoutMeasuredLaunch(), "No measured launch took place"));
    }

    private static List<Attack> attacks(ObjectNode ofHost, ObjectNode ofStranger) {
        return List.of(
                Attack.on("replayed quote", "nonce-mismatch", sent -> take(sent, ofHost, "quote", "signature")),
                Attack.on("replayed answer", "challenge-used", sent -> sent.setAll(ofHost)),
                Attack.on(
                        "quote of another TPM",
                        "quote-signature-invalid",
                        sent -> take(sent, ofStranger, "quote", "signature")),
                Attack.on(
                        "challenge of another host",
                        "challenge-unknown",
                        sent -> take(sent, ofStranger, "challengeId")),
                Attack.on("changed quote", "quote-signature-invalid", sent -> edit(sent, "quote", AttestTamper::flip)),
                Attack.on("cut quote", "quote-signature-invalid", sent -> edit(sent, "quote", AttestTamper::cut)),
                Attack.on("cut signature", "malformed-quote", sent -> edit(sent, "signature", AttestTamper::cut)),
                new Attack(
                        "selection beside the quote",
                        "pcr-selection-mismatch",
                        issued -> issued.set("pcrs", Api.JSON.valueToTree(PLATFORM_PCRS)),
                        sent -> take(sent, ofHost, "pcrs")),
                Attack.on(
                        "changed PCR",
                        "pcr-digest-mismatch",
                        sent -> sent.withObject("/pcrs").put("17", ANYTHING)),
                Attack.on(
                        "missing PCR",
                        "pcr-digest-mismatch",
                        sent -> sent.withObject("/pcrs").remove("18")),
                Attack.on("cut log", "malformed-event-log", sent -> edit(sent, "eventLog", AttestTamper::cut)),
                onLog("changed event", GOOD, events -> events.set(0, withAnotherDigest(events.getFirst()))),
                onLog("removed event", GOOD, List::removeLast),
                onLog("reordered events", GOOD, events -> Collections.swap(events, 0, 1)),
                onLog("added event", GOOD, events -> events.add(events.getLast())),
                onLog("log of another boot", BootProfile.of("2.18", "esxi", "5.1"), _ -> {}));
    }

    private static Attack onLog(String name, BootProfile profile, Consumer<List<MeasuredEvent>> change) {
        var events = new ArrayList<>(profile.platformEvents());
        events.addAll(profile.vmmEvents());
        change.accept(events);
        var log = new EventLogWriter();
        events.forEach(log::event);
        return Attack.on(name, "event-log-mismatch", sent -> edit(sent, "eventLog", _ -> log.bytes()));
    }

    private static MeasuredEvent withAnotherDigest(MeasuredEvent event) {
        return new MeasuredEvent(event.pcr(), event.type(), ANYTHING, event.data(), event.description());
    }

    private static void take(ObjectNode sent, ObjectNode from, String... fields) {
        for (var field : fields) {
            sent.set(field, from.path(field));
        }
    }

    private static void edit(ObjectNode sent, String field, UnaryOperator<byte[]> change) {
        var bytes = Base64.getDecoder().decode(sent.path(field).asText());
        sent.put(field, Base64.getEncoder().encodeToString(change.apply(bytes)));
    }

    private static byte[] flip(byte[] bytes) {
        bytes[bytes.length - 1] ^= 1;
        return bytes;
    }

    private static byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length - 1);
    }

    /** Codes that should be on the topic as refusals of this host, and are not. */
    private static List<String> untold(Stack stack, TpmHost host, List<Attack> attacks) {
        var events = new EventLog(stack.settings().bootstrapServers());
        var expected = attacks.stream().map(Attack::code).distinct().toList();
        var missing = new ArrayList<String>();
        Stopwatch.until(LIMIT, () -> {
            var told = events.events(EvidenceRejected.class).stream()
                    .filter(event -> event.getHostId().equals(host.id()))
                    .map(EvidenceRejected::getCode)
                    .toList();
            missing.clear();
            expected.stream().filter(code -> !told.contains(code)).forEach(missing::add);
            return missing.isEmpty() ? Optional.of(told) : Optional.empty();
        });
        return missing;
    }
}
