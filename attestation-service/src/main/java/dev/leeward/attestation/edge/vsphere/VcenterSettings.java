package dev.leeward.attestation.edge.vsphere;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The vCenters that hosts are discovered from, besides the inventory file. */
@ConfigMapping(prefix = "leeward.inventory")
public interface VcenterSettings {

    /** Each is a source of its own. */
    List<Connection> vcenters();

    /** One vCenter. */
    interface Connection {

        /** Identity of the source: hosts carry it, so it stays when the url changes. */
        String id();

        /** Its SDK endpoint, for example https://vcenter.example.com/sdk. */
        URI url();

        /** An account that may read, with its domain. */
        String user();

        /** The file that holds the account's password; it is read at each login, so that it may change. */
        Optional<Path> passwordFile();

        /** The environment variable that holds the password, where no file does. */
        Optional<String> passwordVariable();

        /** PEM file with the certificate of the authority that signed the vCenter's; the JDK's authorities where none. */
        Optional<Path> caFile();

        /** How often it is asked for hosts, configuration and TPM reports. */
        @WithDefault("2m")
        Duration interval();

        /** How long one call may take. */
        @WithDefault("30s")
        Duration timeout();

        /** Objects in one part of an answer. */
        @WithDefault("50")
        @Min(1) @Max(1000) int pageSize();

        /** What a host's id is made of. */
        @WithDefault("NAME")
        HostIdentity hostId();

        /** The site of each host that no entry of sites speaks of; such hosts are left out where it is not set. */
        Optional<String> site();

        /** Which data center and cluster stand at which site; the first entry that fits counts. */
        List<SiteMapping> sites();
    }

    /** A data center of a vCenter, or one cluster in it, stands at a site. */
    interface SiteMapping {

        /** Name of the data center. */
        String datacenter();

        /** Name of the cluster, or of the host that stands alone; all of the data center where not set. */
        Optional<String> cluster();

        /** The site. */
        String site();
    }

    /** What identifies a host, and so stays the same as long as it is the same host. */
    enum HostIdentity {
        /** Its name in the vCenter: in lower case, and a dash for whatever an id cannot have. */
        NAME,
        /** The UUID of its board. */
        UUID
    }
}
