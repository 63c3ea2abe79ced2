package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.reference.AssetTag;
import dev.leeward.attestation.reference.ExpectedPcrs;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.References;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares verified evidence with the references in force. The PCRs alone decide; the event log only says in words
 * where they differ. No manifest for the platform or the VMM that is for this host, or no measured launch, is not
 * trusted. On the other parts a host is judged where a manifest names it, or where the part is required.
 */
public final class Appraiser {

    private static final int NAMED_MANIFESTS = 5;

    private final RequiredFacts required;
    private final Set<Part> requiredParts;

    /** Appraises what is required of every host beyond the references: facts, and parts that may otherwise be absent. */
    public Appraiser(RequiredFacts required, Set<Part> requiredParts) {
        this.required = required;
        this.requiredParts = Set.copyOf(requiredParts);
    }

    /** The verdict on the claims under the references; the same for the same, whenever it is asked. */
    public Verdict appraise(HostDescription host, Claims claims, References references) {
        return appraise(host, claims, references, new Explanations());
    }

    /** As above, for one of many hosts: what was explained for one of them is not worked out again. */
    public Verdict appraise(HostDescription host, Claims claims, References references, Explanations explanations) {
        return new Verdict(
                part(Part.PLATFORM, host, claims, references, explanations),
                claims.pcrs().measuredLaunch()
                        ? part(Part.VMM, host, claims, references, explanations)
                        : neverLaunched(claims),
                boundPart(Part.HOST_UNIQUE, host, claims, references, explanations),
                boundPart(Part.ASSET_TAG, host, claims, references, explanations),
                required.appraise(claims.facts()),
                references.digest());
    }

    private static PartVerdict neverLaunched(Claims claims) {
        Bytes pcr17 = claims.pcrs().get(17);
        String value = pcr17.isAll(0xFF) ? "all ones" : pcr17.isAll(0) ? "all zero" : "set, but PCR 18 is not";
        return PartVerdict.untrusted(
                "No measured launch took place (PCR 17 is " + value
                        + "), so nothing vouches for the VMM: enable the measured launch and restart the host.",
                null);
    }

    private static PartVerdict part(
            Part part, HostDescription host, Claims claims, References references, Explanations explanations) {
        List<ExpectedPcrs> candidates = references.candidates(part, host);
        return candidates.isEmpty()
                ? PartVerdict.untrusted(noneApplies(part, host, references.of(part, host)), null)
                : compare(candidates, host, claims, explanations);
    }

    /**
     * Evidence that was given before a manifest asked for its PCRs says nothing of the part. Such a result stands until
     * it expires, as it would have; every challenge from now on asks for them. The report of a manager never has them.
     */
    private @Nullable PartVerdict boundPart(
            Part part, HostDescription host, Claims claims, References references, Explanations explanations) {
        List<ExpectedPcrs> candidates = references.candidates(part, host);
        List<ExpectedPcrs> quoted = candidates.stream()
                .filter(candidate -> claims.pcrs().cover(candidate.pcrs()))
                .toList();
        if (!quoted.isEmpty()) {
            return compare(quoted, host, claims, explanations);
        }
        if (!requiredParts.contains(part)) {
            return null;
        }
        return PartVerdict.untrusted(
                candidates.isEmpty()
                        ? noneApplies(part, host, references.of(part, host))
                        : notQuoted(part, candidates.getFirst()),
                null);
    }

    private static String notQuoted(Part part, ExpectedPcrs candidate) {
        return "%s is not in the evidence: it lacks a PCR that reference %s speaks of. Have the host's own TPM quote again; where a manager vouches for the host, run an agent on it."
                .formatted(part, candidate.manifest().id());
    }

    private static PartVerdict compare(
            List<ExpectedPcrs> candidates, HostDescription host, Claims claims, Explanations explanations) {
        for (ExpectedPcrs candidate : candidates) {
            if (candidate.match(claims.pcrs())) {
                ReferenceManifest manifest = candidate.manifest();
                return elsewhere(manifest.tag(), host)
                        .map(reason -> PartVerdict.untrusted(reason, manifest.ref()))
                        .orElseGet(() -> PartVerdict.trusted(manifest.ref()));
            }
        }
        return explanations.of(candidates, claims);
    }

    /** Why the tag of a host contradicts the inventory; empty where it does not. */
    private static Optional<String> elsewhere(@Nullable AssetTag tag, HostDescription host) {
        return Optional.ofNullable(tag)
                .map(measured -> measured.labels().get(AssetTag.SITE))
                .filter(site -> !site.equals(host.site()))
                .map(site -> "The asset tag says site " + site + ", the inventory has the host at " + host.site()
                        + ": find out where it stands, and correct the one that is wrong.");
    }

    private static String noneApplies(Part part, HostDescription host, List<ReferenceManifest> others) {
        if (others.isEmpty()) {
            return "No reference manifest is in force for " + part.name()
                    + (part.bound() ? " of this host, and the part is required" : "")
                    + ": publish one for what this host runs.";
        }
        String list = others.stream()
                .limit(NAMED_MANIFESTS)
                .map(manifest -> manifest.id() + " is for " + manifest.appliesTo())
                .collect(Collectors.joining("; "));
        String more = others.size() > NAMED_MANIFESTS ? "; and " + (others.size() - NAMED_MANIFESTS) + " more" : "";
        return "No reference manifest for %s is for this host (%s %s, hypervisor %s): %s%s. Publish one for what it runs."
                .formatted(part.name(), host.vendor(), host.model(), host.hypervisor(), list, more);
    }
}
