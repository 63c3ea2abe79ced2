package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.app.ConfiguredSource;
import dev.leeward.attestation.app.SourceCatalog;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** The configured vCenters; a mistake in the configuration ends the start with its remedy. */
@ApplicationScoped
class VcenterCatalog implements SourceCatalog {

    private static final Set<String> LOOPBACK =
            Set.of("localhost", InetAddress.getLoopbackAddress().getHostAddress(), "[::1]");

    private final VcenterSettings settings;

    VcenterCatalog(VcenterSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<ConfiguredSource> sources() {
        return settings.vcenters().stream().map(VcenterCatalog::source).toList();
    }

    private static ConfiguredSource source(VcenterSettings.Connection vcenter) {
        String id = vcenter.id();
        require(HostId.isValid(id), id, "id", "is no id", "Use lower-case letters, digits, dots and dashes.");
        require(
                isSafe(vcenter.url()),
                id,
                "url",
                "is no https address, or carries a password",
                "Name the SDK endpoint, for example https://vcenter.example.com/sdk.");
        require(
                vcenter.passwordFile().isPresent() != vcenter.passwordVariable().isPresent(),
                id,
                "password-file",
                "says where the password is, or password-variable does; not both, not neither",
                "Set one of the two.");
        require(
                vcenter.site().isPresent() || !vcenter.sites().isEmpty(),
                id,
                "sites",
                "is empty",
                "Say which data center stands at which site, or set site for all of them.");
        vcenter.site().ifPresent(site -> requireSite(id, site));
        vcenter.sites().forEach(mapping -> requireSite(id, mapping.site()));
        return new ConfiguredSource(new SourceId(id), "vcenter", vcenter.url().toString());
    }

    private static void requireSite(String id, String site) {
        require(
                HostId.isValid(site),
                id,
                "site",
                site + " is no id",
                "Use lower-case letters, digits, dots and dashes.");
    }

    /** A password travels: over TLS, or not beyond this machine. */
    private static boolean isSafe(URI url) {
        boolean encrypted = "https".equals(url.getScheme());
        boolean local = "http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost()));
        return (encrypted || local) && url.getHost() != null && url.getRawUserInfo() == null;
    }

    private static void require(boolean condition, String id, String key, String wrong, String remedy) {
        if (!condition) {
            throw new IllegalStateException(
                    "leeward.inventory.vcenters, " + id + ", " + key + ": " + wrong + ". " + remedy);
        }
    }
}
