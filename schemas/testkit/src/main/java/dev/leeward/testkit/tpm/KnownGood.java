package dev.leeward.testkit.tpm;

import java.util.List;

/**
 * A reference manifest derived from the same inputs that a {@link MeasuredHost} measures.
 *
 * @param id for example bios-2.17 or esxi-5.1
 * @param part PLATFORM (PCR 0 to 7) or VMM (PCR 17 and 18)
 * @param product what is described
 * @param productVersion its version
 * @param values digests in the order of extension
 */
public record KnownGood(String id, String part, String product, String productVersion, List<Value> values) {

    /** One digest that is extended into a PCR, lower-case hexadecimal. */
    public record Value(int pcr, String digest, String description) {}

    public KnownGood {
        values = List.copyOf(values);
    }

    /** Reference values of BIOS and firmware in the given version: {@code bios-<version>}. */
    public static KnownGood platform(String biosVersion) {
        return of(
                "bios-" + biosVersion,
                "PLATFORM",
                "bios",
                biosVersion,
                BootProfile.of(biosVersion, "none", "0").platformEvents());
    }

    /** Reference values of a hypervisor: {@code <hypervisor>-<version>}. */
    public static KnownGood vmm(String hypervisor, String version) {
        return of(
                hypervisor + '-' + version,
                "VMM",
                hypervisor,
                version,
                BootProfile.of("0", hypervisor, version).vmmEvents());
    }

    /** The body of {@code POST /v1/reference-manifests}. */
    public String toJson() {
        StringBuilder json = new StringBuilder("{");
        Json.member(json, "id", id).append(',');
        Json.member(json, "part", part).append(',');
        Json.member(json, "product", product).append(',');
        Json.member(json, "productVersion", productVersion).append(",\"values\":[");
        String separator = "";
        for (Value value : values) {
            json.append(separator).append("{\"pcr\":").append(value.pcr()).append(',');
            Json.member(json, "digest", value.digest()).append(',');
            Json.member(json, "description", value.description()).append('}');
            separator = ",";
        }
        return json.append("]}").toString();
    }

    private static KnownGood of(String id, String part, String product, String version, List<MeasuredEvent> events) {
        return new KnownGood(
                id,
                part,
                product,
                version,
                events.stream()
                        .map(event -> new Value(event.pcr(), event.digest(), event.description()))
                        .toList());
    }
}
