package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.EventReader;
import dev.leeward.compliance.app.query.ComplianceViews.EnrolmentFilter;
import dev.leeward.compliance.app.query.EnrolmentEntry;
import dev.leeward.compliance.app.query.HistoryEntry;
import dev.leeward.compliance.app.query.LoggedEvent;
import dev.leeward.compliance.app.query.ManifestEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.reference.Measurement;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what verdicts rest on: enrolments, reference manifests, and what was said of a host. The provider's, all of it. */
@ApplicationScoped
class AttestationReader {
    private static final String SOURCE = "attestation-service/host/";

    private static final TypeReference<List<Measurement>> MEASUREMENTS = new TypeReference<>() {};

    /** The types are those of the index {@code event_log_of_host}. */
    private static final String HISTORY = """
            select topic, partition, record_offset, hash, raw, event_id, type, occurred_at, tenant, site, actor,
                   correlation_id, causation_id, source, epoch, sequence
              from event_log
             where type in ('TrustChanged', 'EvidenceRejected', 'HostEnrolled', 'EnrolmentWithdrawn')
               and source = ?
            """;

    private static final String TURNS = """
            select topic, partition, record_offset, occurred_at, event_id from host_turn where host_id = ?
            """;

    /** The types are those of the index {@code event_log_of_host_seldom}. */
    private static final String SELDOM = """
            select topic, partition, record_offset, occurred_at, event_id
              from event_log
             where type in ('EvidenceRejected', 'HostEnrolled', 'EnrolmentWithdrawn') and source = ?
            """;

    private static final String CHANGES =
            "select e.* from ((%s) union all (%s)) c join event_log e using (topic, partition, record_offset)";

    private static final String MANIFEST = """
            select m.manifest_id, m.version, m.part, m.product, m.product_version, m.applies_to, m.provider, m.key_id,
                   m.signed_at, m.occurred_at, m.actor, m.topic, m.partition, m.record_offset, m.state, m.retired_at,
                   m.retired_by, m.retired_reason, coalesce(u.hosts, 0) as hosts
            """;

    private static final String MANIFESTS = """
              from manifest_view m
              left join (select part, manifest, count(*) as hosts
                           from host_trust t
                          cross join lateral (values ('PLATFORM', platform_status, platform_manifest),
                                                     ('VMM', vmm_status, vmm_manifest),
                                                     ('HOST_UNIQUE', host_unique_status, host_unique_manifest),
                                                     ('ASSET_TAG', asset_tag_status, asset_tag_manifest))
                                             as rests (part, status, manifest)
                          where status = 'TRUSTED'
                          group by part, manifest) u
                on u.part = m.part and u.manifest = m.manifest_id and m.state = 'IN_FORCE'
            """;

    private final Sql sql;
    private final EventReader reader;

    AttestationReader(Sql sql, EventReader reader) {
        this.sql = sql;
        this.reader = reader;
    }

    Slice<HistoryEntry> history(String hostId, boolean changesOnly, Paging paging) {
        return changesOnly ? changes(hostId, paging) : history(Select.of(HISTORY, SOURCE + hostId), paging, "");
    }

    /** From the turns and from what is said seldom, as much of each as can be wanted: no renewal is read. */
    private Slice<HistoryEntry> changes(String hostId, Paging paging) {
        Select turns = Select.of(TURNS, hostId).newest(paging, "occurred_at", Select.Id.uuid("event_id"));
        Select seldom = Select.of(SELDOM, SOURCE + hostId).newest(paging, "occurred_at", Select.Id.uuid("event_id"));
        return history(Select.over(CHANGES, turns, seldom), paging, "e.");
    }

    private Slice<HistoryEntry> history(Select select, Paging paging, String table) {
        return select.slice(
                sql,
                paging,
                table + "occurred_at",
                Select.Id.uuid(table + "event_id"),
                this::entry,
                entry -> new Position(entry.event().occurredAt(), entry.event().eventId()));
    }

    private HistoryEntry entry(Row row) {
        LoggedEvent event = PostgresViews.event(row);
        Fact fact = reader.read(row.bytes("raw"), PostgresFacts.proof(row)).fact();
        if (fact instanceof HostFact ofHost) {
            return new HistoryEntry(event, ofHost);
        }
        throw new IllegalStateException("Event " + event.eventId() + " is logged as " + event.type() + ", and is not");
    }

    Slice<EnrolmentEntry> enrolments(EnrolmentFilter filter, Paging paging) {
        return Select.from("select * from enrolment_view")
                .equal("state", filter.state() == null ? null : filter.state().name())
                .slice(
                        sql,
                        paging,
                        "occurred_at",
                        Select.Id.text("host_id"),
                        AttestationReader::enrolment,
                        entry -> new Position(entry.enrolledAt(), entry.host()));
    }

    Optional<EnrolmentEntry> enrolment(String hostId) {
        return Select.from("select * from enrolment_view")
                .equal("host_id", hostId)
                .list(sql, AttestationReader::enrolment)
                .stream()
                .findFirst();
    }

    Slice<ManifestEntry> manifests(@Nullable String part, Paging paging) {
        return Select.from(MANIFEST + MANIFESTS)
                .where("m.newest")
                .equal("m.part", part)
                .slice(
                        sql,
                        paging,
                        "m.occurred_at",
                        Select.Id.text("m.manifest_id"),
                        AttestationReader::manifest,
                        entry -> new Position(entry.publishedAt(), entry.id()));
    }

    List<ManifestEntry.Whole> versions(String manifestId) {
        return Select.from(MANIFEST + ", m.measurements" + MANIFESTS)
                .equal("m.manifest_id", manifestId)
                .orderBy("m.version desc")
                .list(
                        sql,
                        row -> new ManifestEntry.Whole(
                                manifest(row), Json.read(row.text("measurements"), MEASUREMENTS)));
    }

    private static EnrolmentEntry enrolment(Row row) {
        Instant withdrawnAt = row.instantOrNull("withdrawn_at");
        return new EnrolmentEntry(
                row.text("host_id"),
                row.text("name"),
                row.textOrNull("site"),
                EnrolmentEntry.State.valueOf(row.text("state")),
                row.text("attestation_key"),
                row.text("scheme"),
                row.textOrNull("replaced_key"),
                row.textOrNull("endorsement_key"),
                row.textOrNull("tpm_manufacturer"),
                row.textOrNull("tpm_model"),
                row.textOrNull("tpm_version"),
                row.textOrNull("certificate_issuer"),
                row.textOrNull("certificate_serial_number"),
                row.textOrNull("endorsement_root"),
                row.textOrNull("endorsement_vendor"),
                row.instant("occurred_at"),
                row.text("actor"),
                withdrawnAt == null
                        ? null
                        : new EnrolmentEntry.Withdrawal(
                                withdrawnAt, row.text("withdrawn_by"), row.text("withdrawn_reason")),
                PostgresFacts.proof(row));
    }

    private static ManifestEntry manifest(Row row) {
        Instant retiredAt = row.instantOrNull("retired_at");
        String provider = row.textOrNull("provider");
        return new ManifestEntry(
                row.text("manifest_id"),
                row.integer("version"),
                row.text("part"),
                row.text("product"),
                row.text("product_version"),
                row.text("applies_to"),
                provider == null
                        ? null
                        : new ManifestEntry.Signature(
                                provider, row.textOrNull("key_id"), row.instantOrNull("signed_at")),
                row.instant("occurred_at"),
                row.text("actor"),
                ManifestEntry.State.valueOf(row.text("state")),
                retiredAt == null
                        ? null
                        : new ManifestEntry.Retirement(retiredAt, row.text("retired_by"), row.text("retired_reason")),
                row.integer("hosts"),
                PostgresFacts.proof(row));
    }
}
