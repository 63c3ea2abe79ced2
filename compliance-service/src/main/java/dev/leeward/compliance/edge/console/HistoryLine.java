package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.HistoryEntry;
import dev.leeward.compliance.app.query.LoggedEvent;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.event.HostFact.EnrolmentWithdrawn;
import dev.leeward.compliance.event.HostFact.EvidenceRejected;
import dev.leeward.compliance.event.HostFact.HostConfigurationObserved;
import dev.leeward.compliance.event.HostFact.HostDiscovered;
import dev.leeward.compliance.event.HostFact.HostEnrolled;
import dev.leeward.compliance.event.HostFact.HostMeasured;
import dev.leeward.compliance.event.HostFact.HostRetired;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import dev.leeward.compliance.host.PartTrust;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of a host's history.
 *
 * @param status what it is, in a word that has a tone
 * @param text what it says
 * @param parts of a verdict: what each part was compared with; empty for anything else
 * @param evidence of a verdict: the evidence that it rests on; null for anything else
 */
record HistoryLine(
        LoggedEvent event,
        String status,
        String text,
        List<Part> parts,
        @Nullable String evidence) {

    /** A part of a verdict. */
    record Part(String name, PartTrust trust) {}

    static HistoryLine of(HistoryEntry entry) {
        return switch (entry.fact()) {
            case TrustChanged verdict ->
                new HistoryLine(
                        entry.event(), verdict.overall().name(), words(verdict), parts(verdict), verdict.evidenceId());
            case EvidenceRejected refusal ->
                new HistoryLine(entry.event(), "REFUSED", refusal.reason(), List.of(), null);
            case HostEnrolled enrolled -> new HistoryLine(entry.event(), "ENROLLED", words(enrolled), List.of(), null);
            case EnrolmentWithdrawn withdrawn ->
                new HistoryLine(
                        entry.event(), "WITHDRAWN", "Its key no longer counts: " + withdrawn.reason(), List.of(), null);
            case HostDiscovered fact -> throw misplaced(fact);
            case HostRetired fact -> throw misplaced(fact);
            case HostConfigurationObserved fact -> throw misplaced(fact);
            case HostMeasured fact -> throw misplaced(fact);
        };
    }

    private static String words(TrustChanged verdict) {
        if (!verdict.reason().isEmpty()) {
            return verdict.reason();
        }
        return verdict.turned() ? "Every part is as it should be." : "Renewed: every part is as it should be.";
    }

    private static String words(HostEnrolled enrolled) {
        String key = enrolled.replacedKey() == null ? "A key was pinned" : "Another key was pinned";
        if (enrolled.endorsementKey() == null) {
            return key + " without proof that a TPM holds it.";
        }
        String tpm = Stream.of(enrolled.tpmManufacturer(), enrolled.tpmModel())
                .flatMap(Stream::ofNullable)
                .filter(word -> !word.isBlank())
                .reduce((maker, model) -> maker + " " + model)
                .map(words -> "its TPM, " + words + ",")
                .orElse("its TPM");
        String vendor = enrolled.endorsementVendor();
        return "%s: %s proved that it holds it; %s."
                .formatted(
                        key,
                        tpm,
                        enrolled.endorsementRoot() == null
                                ? "nobody who is trusted vouches for the TPM"
                                : (vendor == null ? "an endorsement root" : vendor) + " vouches for the TPM");
    }

    private static List<Part> parts(TrustChanged verdict) {
        return Stream.of(
                        part("BIOS", verdict.platform()),
                        part("VMM", verdict.vmm()),
                        part("Host-unique", verdict.hostUnique()),
                        part("Asset tag", verdict.assetTag()),
                        part("Configuration", verdict.configuration()))
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static @Nullable Part part(String name, @Nullable PartTrust trust) {
        return trust == null ? null : new Part(name, trust);
    }

    private static IllegalArgumentException misplaced(HostFact fact) {
        return new IllegalArgumentException("Not of a host's history: " + fact);
    }
}
