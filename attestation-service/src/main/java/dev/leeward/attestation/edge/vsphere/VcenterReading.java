package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.app.InventorySources;
import dev.leeward.attestation.app.InventorySync;
import dev.leeward.attestation.app.SourceFailure;
import dev.leeward.attestation.app.VouchedIntake;
import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;
import dev.leeward.attestation.evidence.TpmReport;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a vCenter once: its hosts first, then of each that is connected the TPM report. A failure leaves everything as it
 * is and is told to whoever asks for the sources.
 */
@ApplicationScoped
class VcenterReading {

    private static final Logger LOG = Logger.getLogger(VcenterReading.class);

    /** Gives a connection, or says why there is none. */
    @FunctionalInterface
    interface Connector {
        Vcenter connect() throws VcenterFailure;
    }

    private final InventorySources sources;
    private final VouchedIntake intake;
    private final MeterRegistry metrics;

    /** What was logged of a host or a source, so that each trouble is logged once while it lasts. */
    private final Map<String, String> logged = new ConcurrentHashMap<>();

    VcenterReading(InventorySources sources, VouchedIntake intake, MeterRegistry metrics) {
        this.sources = sources;
        this.intake = intake;
        this.metrics = metrics;
    }

    void read(VcenterSettings.Connection settings, Connector connector) {
        SourceId source = new SourceId(settings.id());
        try {
            Vcenter vcenter = connector.connect();
            Instant askedAt = intake.now();
            Discovery discovery = Discovery.of(settings, vcenter.hostsAndParents());
            apply(source, discovery);
            Map<HostId, ManagedObject> hosts = new TreeMap<>(discovery.objects());
            for (Map.Entry<HostId, ManagedObject> host : hosts.entrySet()) {
                take(source, vcenter, host.getKey(), host.getValue(), askedAt);
            }
        } catch (VcenterFailure e) {
            SourceFailure failure = e.toSourceFailure();
            trouble("source " + source, failure.toString());
            sources.failed(source, failure);
        } catch (RuntimeException e) {
            LOG.errorf(e, "vcenter-not-applied source=%s: the next reading tries again", source);
            sources.failed(
                    source,
                    new SourceFailure(
                            "not-applied",
                            "What the vCenter said could not be taken in: " + e.getMessage() + ".",
                            "Look at the log of attestation-service."));
        }
    }

    private void apply(SourceId source, Discovery discovery) {
        InventorySync.Changes changes = sources.answered(discovery.inventory(), discovery.problems());
        if (changes.any()) {
            LOG.infof(
                    "inventory-applied source=%s discovered=%d changed=%d retired=%d",
                    source, changes.discovered(), changes.changed(), changes.retired());
        }
        trouble("source " + source, joined(discovery.problems()));
    }

    private static @Nullable String joined(List<SourceFailure> problems) {
        return problems.isEmpty()
                ? null
                : String.join(
                        " ", problems.stream().map(SourceFailure::toString).toList());
    }

    private void take(SourceId source, Vcenter vcenter, HostId id, ManagedObject host, Instant listedAt)
            throws VcenterFailure {
        TpmReport report = null;
        Instant askedAt = listedAt;
        String trouble = null;
        boolean connected = host.text("runtime", "connectionState")
                .filter("connected"::equals)
                .isPresent();
        if (connected && intake.accepted()) {
            askedAt = intake.now();
            try {
                report = TpmReports.read(vcenter.tpmReport(host.reference())).orElse(null);
            } catch (VcenterFailure e) {
                if (isOfTheHost(e)) {
                    trouble = e.toSourceFailure().toString();
                } else {
                    throw e;
                }
            }
        }
        VouchedIntake.Outcome outcome = intake.take(source, id, HostFacts.of(host), report, askedAt);
        count(outcome);
        if (outcome instanceof VouchedIntake.Outcome.Rejected(var rejection)) {
            trouble = rejection.code() + ": " + rejection.reason();
        }
        trouble("host " + id, trouble);
    }

    /** Whether the other hosts can still be asked. */
    private static boolean isOfTheHost(VcenterFailure failure) {
        return failure.code() == Code.NOT_SUPPORTED
                || failure.code() == Code.FAULT
                || failure.code() == Code.NO_PERMISSION
                || failure.code() == Code.MALFORMED_ANSWER;
    }

    private void count(VouchedIntake.Outcome outcome) {
        String text = switch (outcome) {
            case VouchedIntake.Outcome.Appraised(var report) -> report.overall().name();
            case VouchedIntake.Outcome.Rejected(var rejection) ->
                rejection.code().toString();
            case VouchedIntake.Outcome.Observed _ -> "observed";
            case VouchedIntake.Outcome.NotItsHost _ -> "not-its-host";
        };
        metrics.counter("leeward.attestation.vouched", "outcome", text).increment();
    }

    /** Logs what is wrong with a subject when it begins or changes; null where all is well. */
    private void trouble(String subject, @Nullable String words) {
        String before = words == null ? logged.remove(subject) : logged.put(subject, words);
        if (words != null && !words.equals(before)) {
            LOG.errorf("vcenter-trouble %s: %s", subject, words);
        } else if (words == null && before != null) {
            LOG.infof("vcenter-trouble-over %s", subject);
        }
    }
}
