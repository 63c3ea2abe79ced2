package dev.leeward.policy.edge.admission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The guard of a Kubernetes cluster that runs virtual machines with KubeVirt. */
@ConfigMapping(prefix = "leeward.admission")
public interface AdmissionSettings {

    /** The cluster's name, in decisions ({@code kubernetes:NAME}) and for people; nothing is guarded while it is not set. */
    Optional<String> cluster();

    /** Where the webhook listens. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port it listens on, with TLS always. */
    @WithDefault("9443")
    @Min(1) @Max(65535) int port();

    /** PEM file with the webhook's certificate, and those of its authorities. */
    Optional<Path> certificate();

    /** PEM file with the certificate's private key. */
    Optional<Path> key();

    /** PEM file with the authority of the API server's client certificate; without it no certificate is asked for. */
    Optional<Path> clientCa();

    /** File with the token that the API server must send; without it none is asked for. It is read at each review. */
    Optional<Path> tokenFile();

    /** Bytes of a review, at most. */
    @WithDefault("8388608")
    @Min(1024) int maxMessage();

    /** How long look-ups and decision may take together; less where the API server itself waits less. */
    @WithDefault("5s")
    Duration decisionTimeout();

    /** The file that says where the cluster is and who we are there; the pod's own service account serves where not set. */
    Optional<Path> kubeconfig();

    /** What a workload's id is made of. */
    @WithDefault("NAME")
    WorkloadIdentity workloadId();

    /** What becomes of a virtual machine of which Leeward knows no workload. */
    @WithDefault("TRUST_ONLY")
    UnknownWorkload unknownWorkload();

    /** Whether a virtual machine must itself demand nodes that are marked as trusted. */
    @WithDefault("false")
    boolean requireAffinity();

    /** Nodes that may be chosen from, at most; more of them are refused rather than judged. */
    @WithDefault("500")
    @Min(1) int maxCandidates();

    /** Whether nodes are marked by the trust of their hosts. */
    @WithDefault("true")
    boolean marks();

    /** Whether nodes that are not trusted are tainted besides being labelled. */
    @WithDefault("true")
    boolean taints();

    /** How often the marks are compared with the trust; a node that changes is looked at at once. */
    @WithDefault("2s")
    Duration markInterval();

    /** Roles of whoever the API server lets in. */
    @WithDefault("operator")
    Set<String> roles();

    /** Those who have other roles, or are a tenant's; the first entry that fits counts. */
    List<Person> people();

    /** Namespaces that are a tenant's. */
    List<Home> namespaces();

    /** A user of the cluster, or all of a group. */
    interface Person {

        /** Name as the API server has it, for example system:serviceaccount:kubevirt:kubevirt-controller. */
        Optional<String> user();

        /** A group that the user is in, for example acme-operators. */
        Optional<String> group();

        /** Roles in Leeward; none where empty. */
        Optional<Set<String>> roles();

        /** The tenant that the user works for; the provider's own where none. */
        Optional<String> tenant();
    }

    /** A namespace of a tenant's. */
    interface Home {

        /** The namespace. */
        String namespace();

        /** Whose it is. */
        String tenant();
    }

    /** What a workload's id is made of. */
    enum WorkloadIdentity {
        /** Namespace and name: {@code shop.web}. Nobody can take it who cannot write to the namespace. */
        NAME,
        /** The label {@code leeward.dev/workload} where there is one, which whoever may label it can change; else as NAME. */
        LABEL
    }

    /** What becomes of a virtual machine of which Leeward knows no workload. */
    enum UnknownWorkload {
        /** It may not be moved or started. */
        DENY,
        /** It is judged by what the cluster says of it: its namespace's tenant, its labels. */
        TRUST_ONLY
    }
}
