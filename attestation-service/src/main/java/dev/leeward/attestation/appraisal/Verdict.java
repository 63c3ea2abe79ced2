package dev.leeward.attestation.appraisal;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The outcome of an appraisal.
 *
 * @param platform BIOS and firmware
 * @param vmm hypervisor and kernel
 * @param configuration configuration of the host
 * @param referenceDigest digest of the references that it rests on
 */
public record Verdict(PartVerdict platform, PartVerdict vmm, PartVerdict configuration, String referenceDigest) {

    private List<PartVerdict> parts() {
        return List.of(platform, vmm, configuration);
    }

    /** Trusted only where every part is. */
    public boolean trusted() {
        return parts().stream().allMatch(part -> part.status() == TrustStatus.TRUSTED);
    }

    /** The reasons of all parts that are not trusted. */
    public String reason() {
        return parts().stream()
                .map(PartVerdict::reason)
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Whether it says the same of every part, whatever references it rests on. */
    public boolean saysTheSameAs(Verdict other) {
        return parts().equals(other.parts());
    }

    Verdict as(TrustStatus status, String reason) {
        List<PartVerdict> changed = Stream.of(platform, vmm, configuration)
                .map(part -> part.as(status, reason))
                .toList();
        return new Verdict(changed.get(0), changed.get(1), changed.get(2), referenceDigest);
    }
}
