package dev.leeward.bench;

import dev.leeward.attestation.edge.crypto.SignatureProvider;
import dev.leeward.attestation.evidence.EvidenceVerifier;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.tpm.TpmKeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * H7: the whole check of a quote (structure, signature, nonce, selection, digest over the PCRs) on one thread, next to
 * what OpenSSL needs for the signature alone, on the same core. The figures with a log are of 30 events, replayed.
 */
final class QuoteVerification implements Headline {
    private static final double TARGET_RATIO = 0.8;
    private static final double TARGET_RATE = 10_000;
    private static final String TOOL = "tpm2_checkquote";

    /** A kind of key, with what was measured of it in each round. */
    private static final class Kind {
        private final String name;
        private final String openssl;
        private final Quoted quote;
        private final Quoted logged;
        private final List<Double> ratios = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> loggedRates = new ArrayList<>();
        private final List<Double> limits = new ArrayList<>();
        private final List<Double> tools = new ArrayList<>();

        Kind(String name, TpmKeyKind key, String openssl) {
            this.name = name;
            this.openssl = openssl;
            this.quote = Quoted.withoutLog(key);
            this.logged = Quoted.withLog(key);
        }
    }

    @Override
    public String id() {
        return "H7";
    }

    @Override
    public String about() {
        return "whole verification of a quote ÷ OpenSSL's check of the signature alone, same core";
    }

    @Override
    public Result measure(Lab lab) {
        var provider = SignatureProvider.fastest();
        var verifier = new EvidenceVerifier(provider.jca());
        var kinds = List.of(
                new Kind("p256", TpmKeyKind.ECC_P256, "ecdsap256"),
                new Kind("rsa2048", TpmKeyKind.RSA_2048, "rsa2048"));
        var folder = folder();
        try (var _ = Held.allBut(lab);
                var _ = Core.last()) {
            warmUp(lab, kinds, verifier);
            for (int round = 0; round < lab.rounds(); round++) {
                for (var kind : kinds) {
                    round(lab, kind, verifier, folder);
                }
            }
        }
        return result(lab, kinds, provider);
    }

    private static void round(Lab lab, Kind kind, EvidenceVerifier verifier, Path folder) {
        var time = Duration.ofMillis(lab.quick() ? 200 : 1_000);
        kind.rates.add(perSecond(time, () -> kind.quote.verify(verifier)));
        kind.limits.add(openssl(kind));
        kind.loggedRates.add(perSecond(time, () -> kind.logged.verify(verifier)));
        kind.ratios.add(kind.rates.getLast() / kind.limits.getLast());
        if (Program.isInstalled(TOOL)) {
            var command = kind.quote.forTools(folder);
            kind.tools.add(perSecond(time, () -> Program.run(folder, command)));
        }
        lab.log()
                .printf(
                        "  H7 %s: %.0f/s, with its log %.0f/s, openssl %.0f/s, ratio %.2f%n",
                        kind.name,
                        kind.rates.getLast(),
                        kind.loggedRates.getLast(),
                        kind.limits.getLast(),
                        kind.ratios.getLast());
    }

    private Result result(Lab lab, List<Kind> kinds, SignatureProvider provider) {
        var ratios = new LinkedHashMap<String, Double>();
        var targets = new LinkedHashMap<String, String>();
        var figures = new LinkedHashMap<String, Double>();
        for (var kind : kinds) {
            ratios.put(kind.name, Rounds.median(kind.ratios));
            targets.put(kind.name, "≥ " + TARGET_RATIO);
            targets.put(kind.name + "PerSecond", "≥ " + TARGET_RATE);
            figures.put(kind.name + "PerSecond", Rounds.median(kind.rates));
            figures.put(kind.name + "WithLogPerSecond", Rounds.median(kind.loggedRates));
            figures.put(kind.name + "OpensslPerSecond", Rounds.median(kind.limits));
            figures.put(kind.name + "Spread", Rounds.spread(kind.ratios));
            if (!kind.tools.isEmpty()) {
                figures.put(kind.name + "CheckquotePerSecond", Rounds.median(kind.tools));
            }
        }
        boolean met = kinds.stream()
                .allMatch(
                        kind -> Rounds.median(kind.ratios) >= TARGET_RATIO && Rounds.median(kind.rates) >= TARGET_RATE);
        var notes = new ArrayList<>(List.of("Signatures by " + provider.name() + " (" + provider.words() + ")."));
        if (!Program.isInstalled(TOOL)) {
            notes.add("Skipped: " + TOOL + " is not installed (package tpm2-tools).");
        }
        return new Result(id(), met, ratios, targets, figures, lab.rounds(), notes);
    }

    private static void warmUp(Lab lab, List<Kind> kinds, EvidenceVerifier verifier) {
        var time = Duration.ofMillis(lab.quick() ? 500 : 4_000);
        for (var kind : kinds) {
            perSecond(time, () -> kind.quote.verify(verifier));
            perSecond(time, () -> kind.logged.verify(verifier));
        }
    }

    private static double perSecond(Duration time, Runnable work) {
        var watch = new Stopwatch();
        long done = 0;
        do {
            work.run();
            done++;
        } while (watch.elapsed().compareTo(time) < 0);
        return done / watch.seconds();
    }

    /** The column {@code verify/s}, counted from the right: the rows begin with words. */
    private static double openssl(Kind kind) {
        var lines = Program.run(Path.of("."), "openssl", "speed", "-seconds", "1", kind.openssl)
                .strip()
                .lines()
                .toList();
        var header = List.of(lines.get(lines.size() - 2).strip().split("\\s+"));
        var row = List.of(lines.getLast().strip().split("\\s+"));
        int fromRight = header.size() - header.indexOf("verify/s");
        if (!header.contains("verify/s") || fromRight > row.size()) {
            throw new UserError("openssl speed prints no column verify/s but: " + String.join(" / ", lines));
        }
        return Double.parseDouble(row.get(row.size() - fromRight));
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("leeward-bench");
        } catch (IOException e) {
            throw new UserError("no temporary folder: " + e.getMessage(), e);
        }
    }
}
