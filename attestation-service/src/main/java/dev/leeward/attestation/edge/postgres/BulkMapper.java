package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.BulkOperation;
import dev.leeward.attestation.app.BulkTarget;
import dev.leeward.attestation.app.HostSelection;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.edge.postgres.BulkOperationEntity.SelectionRow;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.messaging.EventContext;
import java.util.UUID;
import java.util.stream.Collectors;

/** Between a bulk operation and its row. */
final class BulkMapper {

    private BulkMapper() {}

    static BulkOperation toOperation(BulkOperationEntity row) {
        return new BulkOperation(
                row.id,
                row.kind,
                selection(row.selection),
                row.reason,
                new EventContext.Cause(row.actor, row.correlationId, null),
                row.requestedAt,
                row.startedAt,
                row.endedAt,
                row.cancelledBy,
                row.total,
                row.done,
                row.failed);
    }

    static void write(BulkOperation operation, BulkOperationEntity row) {
        row.id = operation.id();
        row.kind = operation.kind();
        row.selection = row(operation.selection());
        row.reason = operation.reason();
        row.actor = operation.cause().actor();
        row.correlationId = operation.cause().correlationId();
        row.requestedAt = operation.requestedAt();
        row.startedAt = operation.startedAt();
        row.endedAt = operation.endedAt();
        row.cancelledBy = operation.cancelledBy();
        row.total = operation.total();
        row.done = operation.done();
        row.failed = operation.failed();
    }

    static BulkTarget toTarget(BulkTargetEntity row) {
        return new BulkTarget(new HostId(row.host), row.outcome, row.code, row.reason, row.at);
    }

    private static HostSelection selection(SelectionRow row) {
        return new HostSelection(
                row.site(),
                row.labels(),
                row.status() == null ? null : TrustStatus.valueOf(row.status()),
                row.manifest() == null ? null : new ManifestId(row.manifest()),
                row.endorsementRoot() == null ? null : UUID.fromString(row.endorsementRoot()),
                row.hosts().stream().map(HostId::new).collect(Collectors.toSet()));
    }

    private static SelectionRow row(HostSelection selection) {
        return new SelectionRow(
                selection.site(),
                selection.labels(),
                selection.status() == null ? null : selection.status().name(),
                selection.manifest() == null ? null : selection.manifest().value(),
                selection.endorsementRoot() == null
                        ? null
                        : selection.endorsementRoot().toString(),
                selection.hosts().stream().map(HostId::value).sorted().toList());
    }
}
