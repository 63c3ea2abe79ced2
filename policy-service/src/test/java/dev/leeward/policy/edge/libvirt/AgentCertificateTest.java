package dev.leeward.policy.edge.libvirt;

import static dev.leeward.policy.World.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.LibvirtHosts;
import dev.leeward.policy.World;
import dev.leeward.policy.edge.libvirt.HostAgent.Run;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a host gets its certificate for migrations, and where libvirt and QEMU find it. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestProfile(LibvirtHosts.class)
class AgentCertificateTest {

    @Inject
    World world;

    @TempDir
    Path folder;

    private final String west = unique("west-1");

    @BeforeEach
    void programs() {
        HostAgent.require("a host gets its certificate for migrations", "curl", "jq", "openssl");
    }

    private Run certificate(String host, Map<String, String> changed) throws Exception {
        return new HostAgent(host, folder).run(changed, "", "certificate");
    }

    private Path current() {
        return folder.resolve("pki/current");
    }

    private X509Certificate read(String file) throws Exception {
        try (InputStream in = Files.newInputStream(current().resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void each_time_a_new_key_and_certificate_take_the_place_of_the_old_ones_at_once() throws Exception {
        world.trustedHost(west);

        Run first = certificate(west, Map.of());
        assertThat(first.said()).isEmpty();
        assertThat(first.status()).isZero();
        assertThat(first.out()).contains("\"host\":\"" + west + "\"", "\"notAfter\":");
        X509Certificate certificate = read("server-cert.pem");
        certificate.verify(read("ca-cert.pem").getPublicKey());
        assertThat(read("client-cert.pem")).isEqualTo(certificate);
        assertThat(Files.readString(current().resolve("server-key.pem"))).contains("PRIVATE KEY");
        Path folderOfFirst = current().toRealPath();

        assertThat(certificate(west, Map.of()).status()).isZero();
        assertThat(current().toRealPath()).isNotEqualTo(folderOfFirst);
        assertThat(read("server-cert.pem").getPublicKey()).isNotEqualTo(certificate.getPublicKey());
        assertThat(folderOfFirst).isDirectory();
    }

    @Test
    void a_host_that_is_not_trusted_is_told_why_and_keeps_what_it_has() throws Exception {
        String untrusted = unique("west-2");
        world.untrustedHost(untrusted);

        Run refused = certificate(untrusted, Map.of());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.said()).contains("host-not-trusted: Host " + untrusted + " is UNTRUSTED", "attest it again");
        assertThat(folder.resolve("pki")).doesNotExist();
    }

    @Test
    void that_libvirt_does_not_take_it_into_use_is_said() throws Exception {
        world.trustedHost(west);

        Run run = certificate(west, Map.of("LEEWARD_TLS_RELOAD", "ls /there/is/no/libvirt"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.said()).contains("libvirt does not take it into use", "/there/is/no/libvirt");
        assertThat(current()).exists();
    }
}
