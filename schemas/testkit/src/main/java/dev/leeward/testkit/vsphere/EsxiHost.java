package dev.leeward.testkit.vsphere;

import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.Json;
import dev.leeward.testkit.tpm.MeasuredEvent;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An ESXi host as a vCenter describes it.
 *
 * @param vendor maker of the platform
 * @param model model of the platform
 * @param version version of ESXi, for example 5.1
 * @param build its build
 * @param boot what it measured; null where it has no TPM
 * @param options advanced settings
 */
public record EsxiHost(
        String vendor,
        String model,
        String version,
        String build,
        @Nullable BootProfile boot,
        Map<String, String> options) {

    private static final int[] REPORTED = {0, 1, 2, 3, 4, 5, 6, 7, 17, 18};

    public EsxiHost {
        options = Map.copyOf(options);
    }

    /** A host that booted bios 2.17 and the given version of ESXi, measured. */
    public static EsxiHost measured(String version) {
        return new EsxiHost(
                "Acme",
                "R750",
                version,
                "21495797",
                BootProfile.of("2.17", "esxi", version),
                Map.of("Security.AccountLockFailures", "3", "Syslog.global.logHost", "ssl://log.example.com"));
    }

    /** The same without a TPM. */
    public EsxiHost withoutTpm() {
        return new EsxiHost(vendor, model, version, build, null, options);
    }

    /** The PCRs after its boot, lower-case hexadecimal; empty where it has no TPM. */
    public Map<Integer, String> pcrs() {
        if (boot == null) {
            return Map.of();
        }
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        MeasuredHost.boot(tpm, boot);
        Map<Integer, String> pcrs = new TreeMap<>();
        IntStream.of(REPORTED).forEach(pcr -> pcrs.put(pcr, HexFormat.of().formatHex(tpm.pcr(pcr))));
        return pcrs;
    }

    /** The members of a JSON object, as the simulator reads it. */
    String toJson() {
        StringBuilder json = new StringBuilder("{");
        Json.member(json, "vendor", vendor).append(',');
        Json.member(json, "model", model).append(',');
        Json.member(json, "version", version).append(',');
        Json.member(json, "build", build).append(',');
        Json.member(json, "lockdown", "lockdownNormal");
        json.append(",\"ntp\":[\"ntp1.example.com\",\"ntp2.example.com\"]");
        json.append(",\"options\":").append(object(options));
        json.append(",\"pcrs\":")
                .append(object(pcrs().entrySet().stream()
                        .collect(Collectors.toMap(pcr -> pcr.getKey().toString(), Map.Entry::getValue))));
        String events = boot == null
                ? ""
                : boot.vmmEvents().stream().map(EsxiHost::event).collect(Collectors.joining(","));
        return json.append(",\"events\":[").append(events).append("]}").toString();
    }

    private static String object(Map<String, String> members) {
        return new TreeMap<>(members)
                .entrySet().stream()
                        .map(member -> Json.member(new StringBuilder(), member.getKey(), member.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String event(MeasuredEvent event) {
        StringBuilder json = new StringBuilder("{\"pcr\":").append(event.pcr()).append(',');
        Json.member(json, "digest", event.digest()).append(',');
        return Json.member(json, "component", event.description()).append('}').toString();
    }
}
