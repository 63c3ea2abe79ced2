package dev.leeward.attestation;

import dev.leeward.attestation.edge.vsphere.FakeVcenter;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.vsphere.EsxiHost;
import dev.leeward.testkit.vsphere.Vcsim;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two vCenters that the service under test reads: one that tests play, each from empty, and vcsim where it can be built. */
public final class TestVcenters implements QuarkusTestResourceLifecycleManager {

    /** How the address of the played vCenter is told to the tests; they start it there. */
    static final String URL = "test.vcenter.url";
    /** Source of the vCenter that tests play. */
    static final String PLAYED = "vc-played";
    /** Source of the simulator. */
    static final String SIMULATED = "vc-simulated";

    private static final String PREFIX = "leeward.inventory.vcenters[";

    private @Nullable Path folder;
    private @Nullable Vcsim vcsim;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("leeward-vcenters");
            Path password = Files.writeString(folder.resolve("password"), FakeVcenter.PASSWORD + "\n");
            String url = "http://127.0.0.1:" + Ports.free() + "/sdk";
            Map<String, String> configuration = new HashMap<>(connection(0, PLAYED, url, FakeVcenter.USER, password));
            configuration.put(URL, url);
            if (Vcsim.missing().isEmpty()) {
                vcsim = Vcsim.start(
                        folder.resolve("vcsim"),
                        2,
                        Map.of(
                                "DC0_C0_H0", EsxiHost.measured("5.1"),
                                "DC0_C0_H1", EsxiHost.measured("5.1"),
                                "DC1_C0_H0", EsxiHost.measured("5.0"),
                                "DC1_C0_H1", EsxiHost.measured("5.1").withoutTpm()));
                configuration.putAll(connection(1, SIMULATED, vcsim.url(), Vcsim.USER, vcsim.passwordFile()));
                configuration.put(PREFIX + "1].ca-file", vcsim.certificate().toString());
            }
            return configuration;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> connection(int index, String id, String url, String user, Path password) {
        String prefix = PREFIX + index + "].";
        return Map.of(
                prefix + "id", id,
                prefix + "url", url,
                prefix + "user", user,
                prefix + "password-file", password.toString(),
                prefix + "interval", "1s",
                prefix + "sites[0].datacenter", "DC0",
                prefix + "sites[0].site", "east",
                prefix + "sites[1].datacenter", "DC1",
                prefix + "sites[1].site", "west");
    }

    @Override
    public void stop() {
        try {
            if (vcsim != null) {
                vcsim.close();
            }
            if (folder != null) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(file -> file.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
