package dev.leeward.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.world.World;
import dev.leeward.testkit.tpm.AttestingHost;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EndorsementAuthority;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import dev.leeward.testkit.tpm.SwtpmHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The agents of the simulated hosts: each boots, then answers a challenge at every interval. A host that is told to boot
 * something else does so at once, and attests.
 */
public final class HostAgents implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(HostAgents.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** What stands in for the chip. */
    public enum TpmKind {
        /** Written for the launcher: genuine structures, no package needed. */
        SOFTWARE,
        /** One swtpm a host, driven by the host agent and tpm2-tools. */
        SWTPM
    }

    private final Settings settings;
    private final Identity identity;
    private final TpmKind kind;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Agent> agents = new ArrayList<>();
    private @Nullable String awaited;

    HostAgents(Settings settings, Identity identity, TpmKind kind) {
        this.settings = settings;
        this.identity = identity;
        this.kind = kind;
    }

    /** Begins as soon as the attestation service answers. */
    void start() {
        Thread.ofVirtual().name("host-agents").start(this::run);
    }

    @Override
    public void close() {
        closed.countDown();
        agents.forEach(Agent::close);
    }

    private void run() {
        boolean begun = false;
        do {
            if (begun) {
                agents.forEach(Agent::attend);
            } else {
                begun = begin();
            }
        } while (!endsWithin(RETRY));
    }

    private boolean endsWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Tells a host what hypervisor to boot from now on; empty for what its world says. */
    public static void boot(Settings settings, String hostId, Optional<String> version) {
        try {
            if (version.isEmpty()) {
                Files.deleteIfExists(boots(settings, hostId));
                return;
            }
            var next = boots(settings, hostId).resolveSibling(hostId + ".boots.next");
            Files.writeString(next, version.get());
            Files.move(next, boots(settings, hostId), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UserError("cannot tell host %s what to boot: %s".formatted(hostId, e.getMessage()), e);
        }
    }

    private static Path boots(Settings settings, String hostId) {
        return settings.tpms().resolve(hostId + ".boots");
    }

    private boolean begin() {
        try {
            var world = WorldFiles.inForce(settings);
            publishReferences(world);
            for (var host : world.hosts()) {
                agents.add(agentOf(host));
            }
            trustTheMaker();
            for (var agent : agents) {
                agent.enrol();
            }
            agents.forEach(Agent::attest);
            LOG.infof("host-agents-attest hosts=%d", agents.size());
            return true;
        } catch (UserError | IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            waitFor(e.getMessage());
            agents.forEach(Agent::close);
            agents.clear();
            return false;
        }
    }

    /** Logs what the agents wait for, once, though it is tried many times. */
    private void waitFor(@Nullable String what) {
        if (!Objects.equals(what, awaited)) {
            LOG.infof("host-agents-wait: %s", what);
            awaited = what;
        }
    }

    private void publishReferences(World world) {
        var officer = api("sofia", "security-officer");
        var known = officer.all(Part.ATTESTATION, "/v1/reference-manifests").stream()
                .map(manifest -> manifest.path("id").asText())
                .toList();
        for (var reference : world.references()) {
            if (!known.contains(reference.id())) {
                officer.post(Part.ATTESTATION, "/v1/reference-manifests", manifest(reference))
                        .expect(201);
            }
        }
    }

    private static Map<String, Object> manifest(World.Reference reference) {
        var good = reference.part().equals("PLATFORM")
                ? KnownGood.platform(reference.version())
                : KnownGood.vmm(reference.product(), reference.version());
        return Map.of(
                "id", reference.id(),
                "part", reference.part(),
                "product", reference.product(),
                "productVersion", reference.version(),
                "values", good.values());
    }

    private Agent agentOf(World.Host host) throws IOException {
        var profile = profileOf(host);
        return new Agent(host, profile, boot(host.id(), profile));
    }

    private BootProfile profileOf(World.Host host) throws IOException {
        var told = boots(settings, host.id());
        var version = Files.exists(told) ? Files.readString(told) : host.version();
        return BootProfile.of(host.bios(), host.hypervisor(), version);
    }

    private AttestingHost boot(String hostId, BootProfile profile) throws IOException {
        return switch (kind) {
            case SOFTWARE -> softwareHost(hostId, profile);
            case SWTPM -> SwtpmHost.boot(settings.tpms().resolve("swtpm-" + hostId), swtpmAuthority(), profile);
        };
    }

    /** A chip that outlives a restart of the launcher; the host boots anew. */
    private AttestingHost softwareHost(String hostId, BootProfile profile) throws IOException {
        var file = settings.tpms().resolve(hostId + ".json");
        Files.createDirectories(settings.tpms());
        var tpm = Files.exists(file)
                ? SoftwareTpm.load(file, Clock.systemUTC())
                : SoftwareTpm.manufacture(Clock.systemUTC());
        if (tpm.endorsementCertificate().isEmpty()) {
            tpm.endorse(maker().certify(EndorsementAuthority.Draft.of(tpm.endorsementKey(), Instant.now())));
        }
        var host = MeasuredHost.boot(tpm, profile);
        tpm.save(file);
        return host;
    }

    /** The maker of the software TPMs. It vouches for programs, and only this stack trusts it. */
    private EndorsementAuthority maker() throws IOException {
        var file = settings.tpms().resolve("maker.properties");
        if (Files.exists(file)) {
            return EndorsementAuthority.load(file);
        }
        var maker = EndorsementAuthority.root("Leeward software TPMs", Instant.now());
        maker.save(file);
        return maker;
    }

    private Path swtpmAuthority() {
        return settings.tpms().resolve("swtpm-ca");
    }

    /** Makes the maker of the TPMs an endorsement root, as an administrator does. */
    private void trustTheMaker() throws IOException {
        var root = switch (kind) {
            case SOFTWARE -> maker().certificate();
            case SWTPM -> SwtpmHost.root(swtpmAuthority());
        };
        api("ada", "admin")
                .post(
                        Part.ATTESTATION,
                        "/v1/endorsement-roots",
                        Map.of("vendor", "Leeward launcher", "certificate", base64(root)))
                .expectSuccess();
    }

    private Api api(String subject, String role) {
        return new Api(settings, identity).as(subject, role, null);
    }

    /** What runs on a host: it answers challenges with what its TPM says. */
    private final class Agent implements AutoCloseable {
        private final World.Host described;
        private final String hostId;
        private final Api service;
        private BootProfile profile;
        private AttestingHost host;
        private Stopwatch sinceAttested = new Stopwatch();

        Agent(World.Host described, BootProfile profile, AttestingHost host) {
            this.described = described;
            this.hostId = described.id();
            this.profile = profile;
            this.host = host;
            this.service = api("agent:" + hostId, "agent");
        }

        /** Has the TPM prove that it holds the key. As an administrator, so that the kind of TPM may change. */
        void enrol() throws JsonProcessingException {
            var enrolments = "/v1/hosts/" + hostId + "/enrolments";
            var administrator = api("ada", "admin");
            var begun = administrator
                    .post(Part.ATTESTATION, enrolments, Api.JSON.readTree(host.enrolmentJson()))
                    .expect(201);
            var secret = host.activate(
                    Base64.getDecoder().decode(begun.path("credentialBlob").asText()),
                    Base64.getDecoder().decode(begun.path("encryptedSecret").asText()));
            administrator
                    .post(
                            Part.ATTESTATION,
                            enrolments + "/" + begun.path("enrolmentId").asText() + "/activation",
                            Map.of("secret", base64(secret)))
                    .expectSuccess();
        }

        /** Boots what it is told to, and answers a challenge after that or when it is time. */
        void attend() {
            try {
                var next = profileOf(described);
                if (!next.equals(profile)) {
                    close();
                    host = HostAgents.this.boot(hostId, next);
                    profile = next;
                    attest();
                    return;
                }
            } catch (IOException e) {
                LOG.warnf("host-not-booted host=%s: %s", hostId, e.getMessage());
            }
            if (sinceAttested.elapsed().compareTo(settings.attestationInterval()) >= 0) {
                attest();
            }
        }

        /** Answers one challenge; a failure is logged and the next interval tries again. */
        void attest() {
            sinceAttested = new Stopwatch();
            try {
                var challenge = service.post(Part.ATTESTATION, "/v1/hosts/" + hostId + "/challenges", Map.of())
                        .expect(201);
                var nonce = Base64.getDecoder().decode(challenge.path("nonce").asText());
                var evidence = host.evidence(nonce, selection(challenge.path("pcrs")));
                service.post(
                                Part.ATTESTATION,
                                "/v1/hosts/" + hostId + "/evidence",
                                Api.JSON.readTree(evidence.toJson(
                                        challenge.path("challengeId").asText())))
                        .expectSuccess();
            } catch (UserError | UncheckedIOException | JsonProcessingException e) {
                LOG.warnf("host-not-attested host=%s: %s", hostId, e.getMessage());
            }
        }

        @Override
        public void close() {
            if (host instanceof SwtpmHost swtpm) {
                try {
                    swtpm.close();
                } catch (IOException e) {
                    LOG.warnf("tpm-not-ended host=%s: %s", hostId, e.getMessage());
                }
            }
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static int[] selection(JsonNode pcrs) {
        var selection = new int[pcrs.size()];
        for (int i = 0; i < selection.length; i++) {
            selection[i] = pcrs.get(i).asInt();
        }
        return selection;
    }
}
