package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.libvirt.LibvirtSite.Output;
import dev.leeward.testkit.tpm.BootProfile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two libvirt hosts with TPMs that move a machine over TLS, with certificates that Leeward gives to hosts that it trusts. One
 * that boots another hypervisor gets none any more, and is soon spoken to no more.
 */
final class LibvirtCertificates implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LIFETIME = Duration.ofSeconds(30);
    private static final String FIRST = "drill-kvm-1";
    private static final String SECOND = "drill-kvm-2";
    private static final String MOVED = "moved";
    private static final BootProfile GOOD = BootProfile.of("2.17", "esxi", "5.1");
    private static final BootProfile BAD = BootProfile.of("2.17", "esxi", "5.0");

    @Override
    public String name() {
        return "libvirt-certificates";
    }

    @Override
    public String about() {
        return "libvirt migrates over TLS between trusted hosts, over a change of authority; not to one that lost its trust";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = LibvirtStage.missing().or(TpmHost::missing);
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        try (var first = TpmHost.join(stack, FIRST, GOOD);
                var second = TpmHost.join(stack, SECOND, GOOD);
                var stage = LibvirtStage.of(stack, FIRST, SECOND)) {
            var authorities = stage.folder("authorities");
            authority(authorities, "a");
            show(authorities, "a.crt");
            show(authorities, "a.key");
            stack.kill(Part.POLICY);
            stack.restart(
                    Part.POLICY,
                    Map.of(
                            "LEEWARD_MIGRATION_CA_AUTHORITIES", authorities.toString(),
                            "LEEWARD_MIGRATION_CA_LIFETIME", LIFETIME.toString()));
            try {
                return play(stage, authorities, first, second, log);
            } finally {
                stack.kill(Part.POLICY);
                stack.restart(Part.POLICY);
            }
        } catch (IOException e) {
            throw new UserError("libvirt: " + e.getMessage(), e);
        }
    }

    private static Outcome play(LibvirtStage stage, Path authorities, TpmHost first, TpmHost second, PrintStream log)
            throws IOException {
        var observed = new LinkedHashMap<String, Object>();
        observed.put("attested", List.of(attest(first), attest(second)));
        awaitCertificate(stage, FIRST);
        awaitCertificate(stage, SECOND);
        stage.start(true);
        observed.put("overTls", moved(stage.migrateWithTls(stage.first(), stage.second())));
        renew(stage);
        observed.put("andBack", moved(stage.migrateWithTls(stage.second(), stage.first())));

        // The successor is known everywhere before it signs, and the one before it goes when nothing of it counts any
        // more.
        authority(authorities, "b");
        show(authorities, "b.crt");
        renew(stage);
        show(authorities, "b.key");
        observed.put("successorSigns", stage.certificate(FIRST).exit() == 0);
        observed.put("betweenAuthorities", moved(stage.migrateWithTls(stage.first(), stage.second())));
        renew(stage);
        Files.delete(authorities.resolve("a.key"));
        Files.delete(authorities.resolve("a.crt"));
        renew(stage);
        observed.put("afterTheChange", moved(stage.migrateWithTls(stage.second(), stage.first())));
        log.printf("  moved between certificates of two authorities%n");

        second.reboot(BAD);
        observed.put("attestedOtherHypervisor", attest(second));
        var refused = awaitRefusal(stage);
        var since = new Stopwatch();
        observed.put("noCertificateBecause", refused.text());
        log.printf("  %s%n", refused.text());
        Stopwatch.pause(LIFETIME.minus(since.elapsed()).plusSeconds(2));
        observed.put("firstStillHasOne", stage.certificate(FIRST).exit() == 0);
        var spoken = stage.migrateWithTls(stage.first(), stage.second());
        observed.put("afterItsLastOneEnded", moved(spoken));
        observed.put("runsAt", stage.whereabouts());

        var ok = observed.get("attested").equals(List.of(0, 0))
                && observed.get("overTls").equals(MOVED)
                && observed.get("andBack").equals(MOVED)
                && observed.get("successorSigns").equals(true)
                && observed.get("betweenAuthorities").equals(MOVED)
                && observed.get("afterTheChange").equals(MOVED)
                && observed.get("attestedOtherHypervisor").equals(3)
                && observed.get("firstStillHasOne").equals(true)
                && spoken.exit() != 0
                && spoken.text().contains("certificate")
                && observed.get("runsAt").equals(List.of(FIRST));
        return new Outcome.Played(ok, observed);
    }

    private static int attest(TpmHost host) {
        return host.agent("attest").status();
    }

    private static String moved(Output migration) {
        return migration.exit() == 0 ? MOVED : migration.text();
    }

    private static void renew(LibvirtStage stage) throws IOException {
        for (var host : List.of(FIRST, SECOND)) {
            var renewed = stage.certificate(host);
            if (renewed.exit() != 0) {
                throw new UserError("%s gets no certificate: %s".formatted(host, renewed.text()));
            }
        }
    }

    /** What a host attests comes to policy-service a moment later. */
    private static void awaitCertificate(LibvirtStage stage, String host) {
        Stopwatch.await(
                LIMIT,
                host + " to be given a certificate",
                () -> answer(stage, host).filter(given -> given.exit() == 0));
    }

    private static Output awaitRefusal(LibvirtStage stage) {
        return Stopwatch.await(
                LIMIT,
                SECOND + " to be given none",
                () -> answer(stage, SECOND)
                        .filter(given -> given.exit() == 1 && given.text().contains("host-not-trusted")));
    }

    private static Optional<Output> answer(LibvirtStage stage, String host) {
        try {
            return Optional.of(stage.certificate(host));
        } catch (IOException e) {
            throw new UserError("the agent of %s cannot run: %s".formatted(host, e.getMessage()), e);
        }
    }

    /** An authority of its own; its certificate counts as soon as it is there, and it signs from its key on. */
    private static void authority(Path folder, String id) throws IOException {
        var command = List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=Leeward migrations " + id,
                "-addext",
                "keyUsage=critical,keyCertSign",
                "-keyout",
                folder.resolve("." + id + ".key").toString(),
                "-out",
                folder.resolve("." + id + ".crt").toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new UserError("openssl makes no authority: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    /** Takes one of the authority's files into use: services read no hidden ones. */
    private static void show(Path folder, String file) throws IOException {
        Files.move(folder.resolve("." + file), folder.resolve(file));
    }
}
