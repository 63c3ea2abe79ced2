package dev.leeward.attestation.reference;

import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a manifest is for: those of which all that it names is true. The version of the hypervisor is not
 * among it: the inventory may be late to learn of an upgrade, and the measurement says it anyway.
 *
 * @param vendor maker of the platform, compared without regard to case; null for any
 * @param model model of the platform, compared without regard to case; null for any
 * @param hypervisor product name of the hypervisor, compared without regard to case; null for any
 * @param hosts these hosts only; empty for any
 * @param labels labels that the host has in its inventory
 */
public record AppliesTo(
        @Nullable String vendor,
        @Nullable String model,
        @Nullable String hypervisor,
        SortedSet<HostId> hosts,
        SortedMap<String, String> labels) {

    /** For every host. */
    public static final AppliesTo EVERY_HOST =
            new AppliesTo(null, null, null, Collections.emptySortedSet(), Collections.emptySortedMap());

    public AppliesTo {
        hosts = Collections.unmodifiableSortedSet(new TreeSet<>(hosts));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** For these hosts alone. */
    public static AppliesTo hosts(Set<HostId> hosts) {
        return new AppliesTo(null, null, null, new TreeSet<>(hosts), Collections.emptySortedMap());
    }

    /** Whether it names the hosts that it is for. */
    public boolean namesHosts() {
        return !hosts.isEmpty();
    }

    public boolean matches(HostDescription host) {
        return same(vendor, host.vendor())
                && same(model, host.model())
                && same(hypervisor, host.hypervisor())
                && (hosts.isEmpty() || hosts.contains(host.id()))
                && host.labels().entrySet().containsAll(labels.entrySet());
    }

    private static boolean same(@Nullable String wanted, String stated) {
        return wanted == null || wanted.equalsIgnoreCase(stated);
    }

    /** In words: "vendor Dell, model PowerEdge R720". */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        add(words, "vendor ", vendor);
        add(words, "model ", model);
        add(words, "hypervisor ", hypervisor);
        if (hosts.size() == 1) {
            words.add("host " + hosts.first());
        } else if (hosts.size() > 1) {
            words.add(hosts.size() + " named hosts");
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            words.add("label " + label.getKey() + "=" + label.getValue());
        }
        return words.isEmpty() ? "every host" : String.join(", ", words);
    }

    private static void add(List<String> words, String name, @Nullable String value) {
        if (value != null) {
            words.add(name + value);
        }
    }
}
