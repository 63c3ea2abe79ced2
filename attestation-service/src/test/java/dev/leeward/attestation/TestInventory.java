package dev.leeward.attestation;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The inventory file that the service under test reads: many hosts at two sites, one for each test. */
public final class TestInventory implements QuarkusTestResourceLifecycleManager {

    /** How the file is told to the tests. */
    public static final String FILE = "leeward.inventory.file";

    private static final int HOSTS = 142;
    /** An id that no host has, for tests of unknown hosts. */
    private static final int NOBODY = 99;

    private static final int REAL_TPMS = 8;

    /** A host that the inventory labels as dedicated to the tenant acme. */
    static final String DEDICATED_TO_ACME = "dedicated-1";

    /** How many hosts are always there at the site west. */
    static final int HOSTS_AT_WEST = HOSTS / 2 - 1 + REAL_TPMS;

    private @Nullable Path folder;

    /** The file's text, with hosts for real TPMs (swtpm-1 to swtpm-8) and some hosts beyond those that are always there. */
    public static String with(String... more) {
        StringBuilder yaml =
                new StringBuilder("sites:\n  - {id: east, name: East}\n  - {id: west, name: West}\nhosts:\n");
        IntStream.rangeClosed(1, HOSTS)
                .filter(i -> i != NOBODY)
                .forEach(i -> yaml.append(
                        "  - {id: host-%d, site: %s, hypervisor: esxi, version: \"5.1\", labels: {rack: r%d}}\n"
                                .formatted(i, i % 2 == 0 ? "east" : "west", i)));
        yaml.append("  - {id: %s, site: east, hypervisor: esxi, version: \"5.1\", labels: {tenant: acme}}\n"
                .formatted(DEDICATED_TO_ACME));
        for (String host : more) {
            yaml.append("  - {id: %s, site: east, hypervisor: esxi, version: \"5.1\"}\n".formatted(host));
        }
        for (int i = 1; i <= REAL_TPMS; i++) {
            yaml.append("  - {id: swtpm-%d, site: west, hypervisor: esxi, version: \"5.1\"}\n".formatted(i));
        }
        return yaml.toString();
    }

    @Override
    public Map<String, String> start() {
        try {
            Path created = Files.createTempDirectory("leeward-inventory");
            folder = created;
            Path file = Files.writeString(created.resolve("inventory.yaml"), with());
            return Map.of(FILE, file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
