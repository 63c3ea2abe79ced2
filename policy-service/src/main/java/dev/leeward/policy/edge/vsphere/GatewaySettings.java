package dev.leeward.policy.edge.vsphere;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The gateway before a vCenter. */
@ConfigMapping(prefix = "leeward.vsphere-gateway")
public interface GatewaySettings {

    /** The vCenter, for example https://vcenter.example.com; there is no gateway while it is not set. */
    Optional<URI> upstream();

    /** PEM file with the certificate of the authority that signed the vCenter's; the JDK's authorities where none. */
    Optional<Path> upstreamCa();

    /** Where the gateway listens. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port it listens on, with TLS always. */
    @WithDefault("8443")
    @Min(1) @Max(65535) int port();

    /** PEM file with the gateway's certificate, and those of its authorities. */
    Optional<Path> certificate();

    /** PEM file with the certificate's private key. */
    Optional<Path> key();

    /** Bytes of a message that is judged, at most; what streams through is not limited. */
    @WithDefault("4194304")
    @Min(1024) int maxMessage();

    /** How long look-ups and decision may take together; past it the call is refused. */
    @WithDefault("10s")
    Duration decisionTimeout();

    /** How long a connection to the vCenter may take. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** Connections to the vCenter at once; each client that waits for updates holds one. */
    @WithDefault("1000")
    @Min(1) int connections();

    /** What becomes of a virtual machine of which Leeward knows no workload. */
    @WithDefault("TRUST_ONLY")
    UnknownWorkload unknownWorkload();

    /** What a host's id is made of; the same as at the vCenter's entry in leeward.inventory.vcenters. */
    @WithDefault("NAME")
    HostIdentity hostId();

    /** What a workload's id is made of. */
    @WithDefault("INSTANCE_UUID")
    WorkloadIdentity workloadId();

    /** An account that may read, for look-ups; the client's own session serves where it is not set. */
    Optional<String> user();

    /** The file that holds the account's password; it is read at each login. */
    Optional<Path> passwordFile();

    /**
     * Beginnings of paths, in lower case, that stream through besides those that are read (/sdk, /api, /rest); all others
     * are closed, since nobody knows what is behind them, or since it moves workloads within the vCenter.
     */
    @WithDefault(
            "/folder,/nfc,/guestfile,/screen,/cls,/certs,/sts,/sso-adminserver,/lookupservice,/websso,/openidconnect,"
                    + "/acs,/pbm,/sms,/vslm,/vsan,/vsanhealth,/invsvc,/apiexplorer")
    List<String> passedPaths();

    /** Methods of the vSphere API that pass besides those that are known to place no workload. */
    Optional<Set<String>> passedMethods();

    /** How often the vCenter is looked at for moves that nobody decided about; it takes the account for look-ups. */
    @WithDefault("10s")
    Duration watchInterval();

    /** How old a decision may be that a move is put down to: as long as a move may take. */
    @WithDefault("24h")
    Duration decisionWindow();

    /** Roles of whoever the vCenter lets in. */
    @WithDefault("operator")
    Set<String> roles();

    /** Those who have other roles, or are a tenant's. */
    List<Person> people();

    /** A user of the vCenter. */
    interface Person {

        /** Name as the vCenter has it, for example VSPHERE.LOCAL\\Administrator. */
        String user();

        /** Roles in Leeward; none where empty. */
        Optional<Set<String>> roles();

        /** The tenant that the user works for; the provider's own where none. */
        Optional<String> tenant();
    }

    /** What becomes of a virtual machine of which Leeward knows no workload. */
    enum UnknownWorkload {
        /** It may not be moved. */
        DENY,
        /** It is judged as a workload without tenant and labels: its destination must be trusted. */
        TRUST_ONLY
    }

    /** What a host's id is made of. */
    enum HostIdentity {
        /** Its name in the vCenter: in lower case, and a dash for whatever an id cannot have. */
        NAME,
        /** The UUID of its board. */
        UUID
    }

    /** What a workload's id is made of. */
    enum WorkloadIdentity {
        /** The virtual machine's instance UUID. */
        INSTANCE_UUID,
        /** Its name, which whoever may rename it can change. */
        NAME
    }
}
