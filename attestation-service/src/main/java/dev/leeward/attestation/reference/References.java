package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All reference manifests in force. Where several match a host, its verdict rests on the one that names the host, and
 * then on the one that was published last: so an old manifest is left by its hosts as soon as a new one says the same.
 */
public final class References {

    private final List<ExpectedPcrs> shared = new ArrayList<>();
    private final Map<HostId, List<ExpectedPcrs>> bound = new HashMap<>();
    private final String digest;

    /** The manifests in force, the last published first. */
    public References(List<ReferenceManifest> manifests) {
        for (ReferenceManifest manifest : manifests) {
            ExpectedPcrs expected = new ExpectedPcrs(manifest);
            if (manifest.appliesTo().namesHosts()) {
                manifest.appliesTo()
                        .hosts()
                        .forEach(host -> bound.computeIfAbsent(host, _ -> new ArrayList<>())
                                .add(expected));
            } else {
                shared.add(expected);
            }
        }
        digest = Bytes.sha256(shared.stream()
                        .map(ExpectedPcrs::manifest)
                        .sorted(Comparator.comparing(ReferenceManifest::id))
                        .map(ReferenceManifest::digest)
                        .toArray(Bytes[]::new))
                .hex();
    }

    /** The manifests of a part that are for the host, the preferred first. */
    public List<ExpectedPcrs> candidates(Part part, HostDescription host) {
        return known(host)
                .filter(expected -> expected.manifest().part() == part
                        && expected.manifest().appliesTo().matches(host))
                .toList();
    }

    /** The manifests of a part, whatever hosts they are for, without those that name other hosts. */
    public List<ReferenceManifest> of(Part part, HostDescription host) {
        return known(host)
                .map(ExpectedPcrs::manifest)
                .filter(manifest -> manifest.part() == part)
                .toList();
    }

    /** What a challenge to the host asks for: the PCRs that every host quotes, and all that its manifests speak of. */
    public PcrSelection selection(HostDescription host) {
        return Stream.of(Part.values())
                .flatMap(part -> candidates(part, host).stream())
                .map(ExpectedPcrs::pcrs)
                .reduce(PcrSelection.ofChallenge(), PcrSelection::with);
    }

    private Stream<ExpectedPcrs> known(HostDescription host) {
        return Stream.concat(bound.getOrDefault(host.id(), List.of()).stream(), shared.stream());
    }

    /**
     * SHA-256 over those that name no hosts, in lower-case hexadecimal: a verdict names the references that it rests
     * on. A change of the others concerns the hosts that they name, and nobody else.
     */
    public String digest() {
        return digest;
    }
}
