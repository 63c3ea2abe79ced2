package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Assurance;
import dev.leeward.attestation.reference.Part;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How long things last, and what is required of a host's configuration. */
@ConfigMapping(prefix = "leeward.attestation")
public interface Settings {

    /** How long a result is good, counted from the issue of the nonce. */
    @WithDefault("10m")
    Duration trustLifetime();

    /** How long a challenge can be answered. */
    @WithDefault("1m")
    Duration challengeLifetime();

    /** How many challenges of one host may be open at a time. */
    @WithDefault("8")
    @Positive int openChallenges();

    /** What a host must prove before its attestation key is pinned. */
    @WithDefault("credential-activation")
    EnrolmentMode enrolment();

    /** How long an enrolment that was begun can be finished. */
    @WithDefault("2m")
    Duration enrolmentLifetime();

    /** How many enrolments of one host may be open at a time. */
    @WithDefault("4")
    @Positive int openEnrolments();

    /** How long evidence is kept that changed the trust in its host, and that no result rests on any more. */
    @WithDefault("30d")
    Duration evidenceRetention();

    /** How long evidence is kept that only renewed a verdict. */
    @WithDefault("1h")
    Duration renewalRetention();

    /** How many pieces of evidence of a host, the newest, are kept however old they are. */
    @WithDefault("10")
    @Positive int renewalsKept();

    /** How often expired results and hosts to be appraised again are looked for. */
    @WithDefault("1s")
    Duration sweepInterval();

    /**
     * The least assurance of evidence that counts: VOUCHED takes the word of a manager such as a vCenter, HARDWARE_QUOTE
     * takes nothing but a TPM's signature over our nonce.
     */
    @WithDefault("VOUCHED")
    Assurance minimumAssurance();

    /** Facts that a host must state for its configuration to be trusted, each with its value. */
    Map<String, String> requiredFacts();

    /** Parts, of HOST_UNIQUE and ASSET_TAG, on which a host that has no manifest for them is not trusted. */
    Optional<Set<Part>> requiredParts();

    /** PCRs that every challenge asks for beyond those that manifests speak of, so that manifests of them can be captured. */
    Optional<Set<@Min(0) @Max(23) Integer>> extraPcrs();

    /** Whether a reference manifest has to be signed by a reference provider. */
    @WithDefault("optional")
    ManifestSignatures manifestSignatures();

    /** When hosts attest. */
    ScheduleSettings schedule();

    /** How attestation results are signed. */
    ResultSigning resultSigning();

    /** How attestation results are signed. */
    interface ResultSigning {

        /** Folder of private keys, each a file {@code <key id>.pem}; results are not signed without one. */
        Optional<Path> keys();

        /** Who says the results ({@code iss}). */
        @WithDefault("attestation-service")
        String issuer();
    }

    /** What becomes of a manifest without a signature. */
    enum ManifestSignatures {
        /** It is refused. */
        REQUIRED,
        /** It is published, and shown as unsigned. */
        OPTIONAL
    }
}
