package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.HostSelection;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The condition, in SQL, that a host of the inventory is selected; values are always parameters. */
final class SelectedHosts {

    private final List<String> conditions = new ArrayList<>(List.of("state <> 'RETIRED'"));
    private final Map<String, Object> parameters = new HashMap<>();

    private SelectedHosts() {}

    static SelectedHosts of(HostSelection selection, Instant now) {
        SelectedHosts selected = new SelectedHosts();
        if (selection.site() != null) {
            selected.where("site = :site", "site", selection.site());
        }
        if (selection.status() != null) {
            selected.conditions.add(PostgresHosts.condition(selection.status(), ":at"));
            if (selection.status() == TrustStatus.TRUSTED || selection.status() == TrustStatus.STALE) {
                selected.parameters.put("at", now);
            }
        }
        if (selection.manifest() != null) {
            selected.where(
                    ":manifest in (platform_manifest, vmm_manifest, host_unique_manifest, asset_tag_manifest)",
                    "manifest",
                    selection.manifest().value());
        }
        if (selection.endorsementRoot() != null) {
            selected.where("endorsement_root = :root", "root", selection.endorsementRoot());
        }
        if (!selection.hosts().isEmpty()) {
            selected.where(
                    "id in (:hosts)",
                    "hosts",
                    selection.hosts().stream().map(HostId::value).toList());
        }
        selection.labels().forEach(selected::label);
        return selected;
    }

    private void label(String key, String value) {
        String number = Integer.toString(parameters.size());
        conditions.add("labels ->> :key" + number + " = :value" + number);
        parameters.put("key" + number, key);
        parameters.put("value" + number, value);
    }

    private void where(String condition, String name, Object value) {
        conditions.add(condition);
        parameters.put(name, value);
    }

    /** The condition. */
    String condition() {
        return String.join(" and ", conditions);
    }

    /** Gives a query the condition's values. */
    void bind(Query query) {
        parameters.forEach(query::setParameter);
    }
}
