package dev.leeward.compliance.edge.siem;

import static dev.leeward.compliance.edge.siem.OcsfRecord.object;

import dev.leeward.compliance.edge.siem.OcsfRecord.Activity;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.PolicySetFact;
import dev.leeward.compliance.event.PolicySetFact.PolicySetPublished;
import dev.leeward.compliance.event.PolicySetFact.SimulationCompleted;
import dev.leeward.compliance.event.ReferenceFact;
import dev.leeward.compliance.event.ReferenceFact.ManifestPublished;
import dev.leeward.compliance.event.ReferenceFact.ManifestRetired;
import java.util.Map;

/** Events about what decisions and verdicts rest on: policy sets, reference manifests. */
final class PolicyRecords {
    private PolicyRecords() {}

    /** Policies that come into force change what everybody may do. */
    static OcsfRecord of(Event event, PolicySetFact fact) {
        return switch (fact) {
            case PolicySetPublished published ->
                OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, Activity.UPDATE_ENTITY, OcsfSeverity.LOW)
                        .message("%s put version %d of policy set %s in force%s; %s wrote and %s approved it"
                                .formatted(
                                        published.publishedBy(),
                                        published.version(),
                                        published.scope(),
                                        published.rollbackOf() == null
                                                ? ""
                                                : ", which says again what version " + published.rollbackOf() + " said",
                                        published.draftedBy(),
                                        published.approvedBy()))
                        .success(published.note().isBlank() ? null : published.note())
                        .with("entity", policySet(published.scope(), published.version()))
                        .with("actor", EntityRecords.user(published.publishedBy()))
                        .with(
                                "unmapped",
                                object(
                                        "digest",
                                        published.digest(),
                                        "previous_version",
                                        published.previousVersion(),
                                        "policies",
                                        published.policies().size(),
                                        "key_id",
                                        published.keyId()));
            case SimulationCompleted simulation -> simulated(event, simulation);
        };
    }

    static OcsfRecord of(Event event, ReferenceFact fact) {
        return switch (fact) {
            case ManifestPublished published ->
                OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, Activity.CREATE, OcsfSeverity.INFORMATIONAL)
                        .message("Reference manifest %s for %s %s is in force for %s, %s"
                                .formatted(
                                        published.manifestId(),
                                        published.product(),
                                        published.productVersion(),
                                        published.appliesTo(),
                                        published.provider() == null
                                                ? "unsigned"
                                                : "signed by " + published.provider()))
                        .success(null)
                        .with("entity", manifest(published.manifestId(), published.version()));
            case ManifestRetired retired ->
                OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, Activity.DELETE, OcsfSeverity.LOW)
                        .message("Reference manifest %s no longer counts".formatted(retired.manifestId()))
                        .success(retired.reason())
                        .with("entity", manifest(retired.manifestId(), retired.version()));
        };
    }

    /** A question, which changes nothing. */
    private static OcsfRecord simulated(Event event, SimulationCompleted simulation) {
        OcsfRecord record = OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, Activity.READ, OcsfSeverity.INFORMATIONAL)
                .message("Of %d past decisions, version %d of policy set %s would have made %d otherwise"
                        .formatted(
                                simulation.replayed(), simulation.version(), simulation.scope(), simulation.changed()))
                .with("entity", policySet(simulation.scope(), simulation.version()))
                .with("actor", EntityRecords.user(simulation.requestedBy()))
                .with(
                        "unmapped",
                        object(
                                "simulation_id",
                                simulation.simulationId(),
                                "replayed",
                                simulation.replayed(),
                                "changed",
                                simulation.changed()));
        return simulation.failure() == null ? record.success(null) : record.failure(null, simulation.failure());
    }

    private static Map<String, Object> policySet(String scope, int version) {
        return policy(scope, version, "Policy set");
    }

    private static Map<String, Object> manifest(String id, int version) {
        return policy(id, version, "Reference manifest");
    }

    private static Map<String, Object> policy(String id, int version, String type) {
        return object(
                "type_id",
                5,
                "type",
                "Policy",
                "uid",
                id,
                "name",
                id,
                "version",
                String.valueOf(version),
                "policy",
                object("uid", id, "name", id, "version", String.valueOf(version), "type", type));
    }
}
