package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EventLog;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.PcrValues;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The PCR values that a manifest leads to, worked out once, where they are first asked for. */
public final class ExpectedPcrs {

    private final ReferenceManifest manifest;
    private final PcrSelection pcrs;
    private volatile @Nullable Map<Integer, List<Bytes>> values;

    ExpectedPcrs(ReferenceManifest manifest) {
        this.manifest = manifest;
        this.pcrs = manifest.pcrs();
    }

    public ReferenceManifest manifest() {
        return manifest;
    }

    /** The PCRs that it speaks of. */
    public PcrSelection pcrs() {
        return pcrs;
    }

    /** By the PCRs alone: the reference values, extended in order, must lead to each of them. */
    public boolean match(PcrValues quoted) {
        return expected().entrySet().stream().allMatch(pcr -> pcr.getValue().contains(quoted.get(pcr.getKey())));
    }

    private Map<Integer, List<Bytes>> expected() {
        Map<Integer, List<Bytes>> known = values;
        if (known == null) {
            known = pcrs.indexes().boxed().collect(Collectors.toUnmodifiableMap(Function.identity(), this::ends));
            values = known;
        }
        return known;
    }

    /** The values after the last event, one for each way to start. */
    private List<Bytes> ends(int pcr) {
        List<Bytes> digests =
                manifest.of(pcr).stream().map(ReferenceValue::digest).toList();
        return EventLog.startsOf(pcr).stream()
                .map(start -> EventLog.extend(start, digests))
                .toList();
    }
}
