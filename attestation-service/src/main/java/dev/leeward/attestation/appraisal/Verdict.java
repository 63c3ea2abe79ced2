package dev.leeward.attestation.appraisal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an appraisal.
 *
 * @param platform BIOS and firmware
 * @param vmm hypervisor and kernel
 * @param hostUnique what only this host measures; null where it is not judged on it
 * @param assetTag where the host stands; null where it is not judged on it
 * @param configuration configuration of the host
 * @param referenceDigest digest of the references that it rests on
 */
public record Verdict(
        PartVerdict platform,
        PartVerdict vmm,
        @Nullable PartVerdict hostUnique,
        @Nullable PartVerdict assetTag,
        PartVerdict configuration,
        String referenceDigest) {

    private List<PartVerdict> judged() {
        return Stream.of(
                        Optional.of(platform),
                        Optional.of(vmm),
                        Optional.ofNullable(hostUnique),
                        Optional.ofNullable(assetTag),
                        Optional.of(configuration))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Trusted only where every part is that the host is judged on. */
    public boolean trusted() {
        return judged().stream().allMatch(part -> part.status() == TrustStatus.TRUSTED);
    }

    /** The reasons of all parts that are not trusted. */
    public String reason() {
        return judged().stream()
                .map(PartVerdict::reason)
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Whether it says the same of every part, whatever references it rests on. */
    public boolean saysTheSameAs(Verdict other) {
        return equals(other.under(referenceDigest));
    }

    private Verdict under(String references) {
        return new Verdict(platform, vmm, hostUnique, assetTag, configuration, references);
    }

    Verdict as(TrustStatus status, String reason) {
        return new Verdict(
                platform.as(status, reason),
                vmm.as(status, reason),
                hostUnique == null ? null : hostUnique.as(status, reason),
                assetTag == null ? null : assetTag.as(status, reason),
                configuration.as(status, reason),
                referenceDigest);
    }
}
