package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.LoggedEvent;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.TpmReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code HostTpmAttestationReport}. Banks other than SHA-256 are left out, and so is a log that is not reliable. */
final class TpmReports {

    private static final long EV_IPL = 0x0D;
    private static final int DIGEST_LENGTH = 32;
    private static final int MAX_EVENTS = 8192;

    /** Where the kinds of events say what was measured. */
    private static final List<String> DESCRIPTIONS =
            List.of("componentName", "vibName", "commandLine", "bootSecurityOption", "optionsFileName");

    private TpmReports() {}

    /** The report in an answer to {@code QueryTpmAttestationReport}; empty where the host has none. */
    static Optional<TpmReport> read(Xml response) throws VcenterFailure {
        Optional<Xml> report = response.at("returnval");
        if (report.isEmpty()) {
            return Optional.empty();
        }
        NavigableMap<Integer, Bytes> pcrs = new TreeMap<>();
        for (Xml value : report.get().all("tpmPcrValues").toList()) {
            if (isSha256(value.textAt("digestMethod").orElse(""))) {
                int pcr = pcr(value, "pcrNumber");
                byte[] digest = SignedBytes.of(value, "digestValue");
                if (digest.length != DIGEST_LENGTH || pcrs.put(pcr, Bytes.of(digest)) != null) {
                    throw malformed("PCR " + pcr + " has " + digest.length + " bytes, or is there twice");
                }
            }
        }
        boolean reliable =
                report.get().textAt("tpmLogReliable").filter("true"::equals).isPresent();
        return Optional.of(new TpmReport(new PcrValues(pcrs), reliable ? events(report.get()) : List.of()));
    }

    private static List<LoggedEvent> events(Xml report) throws VcenterFailure {
        List<LoggedEvent> events = new ArrayList<>();
        for (Xml entry : report.all("tpmEvents").limit(MAX_EVENTS).toList()) {
            Optional<Xml> details = entry.at("eventDetails");
            byte[] digest =
                    details.map(found -> SignedBytes.of(found, "dataHash")).orElse(new byte[0]);
            if (digest.length == DIGEST_LENGTH) {
                events.add(
                        new LoggedEvent(pcr(entry, "pcrIndex"), EV_IPL, Bytes.of(digest), description(details.get())));
            }
        }
        return events;
    }

    private static Bytes description(Xml details) {
        String words = DESCRIPTIONS.stream()
                .flatMap(name -> details.textAt(name).stream())
                .findFirst()
                .orElse("");
        return Bytes.of(words.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSha256(String method) {
        return method.toUpperCase(Locale.ROOT).replace("-", "").equals("SHA256");
    }

    private static int pcr(Xml element, String name) throws VcenterFailure {
        String text = element.textAt(name).orElse("");
        if (!text.matches("\\d{1,2}") || Integer.parseInt(text) >= PcrSelection.PCR_COUNT) {
            throw malformed(name + " is \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    private static VcenterFailure malformed(String what) {
        return new VcenterFailure(
                Code.MALFORMED_ANSWER,
                "A TPM report cannot be read: " + what + ".",
                "Look at the host's TPM in the vCenter, and at the vCenter's log.");
    }
}
