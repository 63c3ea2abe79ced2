package dev.leeward.policy;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A service for libvirt hosts: with an authority for certificates, with a machine that is a workload of another id, and
 * where whoever migrates is taken for an operator.
 */
public final class LibvirtHosts implements QuarkusTestProfile {
    /** UUID of the machine. */
    public static final String MACHINE = "6f1de4c8-2c5b-4a2e-9f0e-000000000001";

    /** What it is in Leeward. */
    public static final String WORKLOAD = "acme-web-of-a-libvirt-host";

    /** How the folder of authorities, which has one, is told to the tests. */
    public static final String AUTHORITIES = "leeward.migration-ca.authorities";

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path authorities = Files.createTempDirectory("leeward-authorities");
            TestAuthority.named("a").into(authorities, "a");
            return Map.of(
                    AUTHORITIES,
                    authorities.toString(),
                    "leeward.libvirt-hook.migration-roles",
                    "operator",
                    "leeward.libvirt-hook.machines[0].uuid",
                    MACHINE,
                    "leeward.libvirt-hook.machines[0].workload",
                    WORKLOAD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
