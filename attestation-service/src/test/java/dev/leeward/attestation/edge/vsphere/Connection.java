package dev.leeward.attestation.edge.vsphere;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a vCenter, written down in a test. */
record Connection(VcenterSettings.HostIdentity hostId, Optional<String> site, List<VcenterSettings.SiteMapping> sites)
        implements VcenterSettings.Connection {

    /** A data center or cluster at a site. */
    record Mapping(String datacenter, Optional<String> cluster, String site) implements VcenterSettings.SiteMapping {}

    static Connection mapping(VcenterSettings.SiteMapping... sites) {
        return new Connection(VcenterSettings.HostIdentity.NAME, Optional.empty(), List.of(sites));
    }

    Connection by(VcenterSettings.HostIdentity other) {
        return new Connection(other, site, sites);
    }

    @Override
    public String id() {
        return "vc-test";
    }

    @Override
    public URI url() {
        return URI.create("https://vcenter.example.com/sdk");
    }

    @Override
    public String user() {
        return FakeVcenter.USER;
    }

    @Override
    public Optional<Path> passwordFile() {
        return Optional.empty();
    }

    @Override
    public Optional<String> passwordVariable() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> caFile() {
        return Optional.empty();
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(2);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public int pageSize() {
        return 50;
    }
}
