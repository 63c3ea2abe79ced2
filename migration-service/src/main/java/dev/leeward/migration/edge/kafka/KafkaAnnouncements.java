package dev.leeward.migration.edge.kafka;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import dev.leeward.migration.app.Announcements;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.MigrationEvent;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.Workload;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What this service says, through the outbox. */
@ApplicationScoped
class KafkaAnnouncements implements Announcements {
    private static final String SERVICE = "migration-service";

    private final Outbox outbox;
    private final Envelopes envelopes;

    KafkaAnnouncements(Outbox outbox, Envelopes envelopes) {
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    @Override
    public boolean concernsOthers(Migration after, MigrationEvent event) {
        return LifecycleMapper.concernsOthers(after, event);
    }

    @Override
    public void lifecycle(Migration after, MigrationEvent event, Instant requestedAt, long sequence) {
        Location where = after.destination();
        outbox.publish(LifecycleMapper.toAvro(
                after,
                event,
                requestedAt,
                type -> envelope(
                        type,
                        after.spec().id(),
                        sequence,
                        after.spec().tenant().value(),
                        where == null ? null : where.site().value())));
    }

    @Override
    public void placement(Workload workload, long sequence, @Nullable MigrationId migration) {
        Location at = workload.placement().location();
        String site = at == null ? null : at.site().value();
        outbox.publish(PlacementChanged.newBuilder()
                .setEnvelope(envelopes.next(
                        PlacementChanged.class,
                        Stream.of(SERVICE, "workload", workload.id().value(), 1),
                        sequence,
                        workload.tenant().value(),
                        site))
                .setWorkloadId(workload.id().value())
                .setWorkloadName(workload.name())
                .setSiteId(site)
                .setHostId(at == null ? null : at.host().value())
                .setPlacementEpoch(workload.placement().epoch())
                .setLabels(workload.labels())
                .setMigrationId(migration == null ? null : migration.toString())
                .build());
    }

    @Override
    public void orderFailed(MigrationId answer, NotBegun order, Reason reason) {
        TenantId tenant = order.principal().tenant();
        outbox.publish(MigrationFailed.newBuilder()
                .setEnvelope(envelope(MigrationFailed.class, answer, 1, tenant == null ? null : tenant.value(), null))
                .setMigrationId(answer.toString())
                .setWorkloadId(order.workload().value())
                .setCode(reason.code())
                .setReason(reason.detail())
                .setOrderId(order.orderId())
                .setAsked(LifecycleMapper.asked(order))
                .build());
    }

    @Override
    public void orderDone(MigrationId answer, Done done) {
        outbox.publish(MigrationSucceeded.newBuilder()
                .setEnvelope(envelope(
                        MigrationSucceeded.class, answer, 1, done.tenant().value(), done.site()))
                .setMigrationId(answer.toString())
                .setWorkloadId(done.workload().value())
                .setWorkloadName(done.workloadName())
                .setKind(MigrationKind.valueOf(done.kind().name()))
                .setTest(done.test())
                .setSourceSite(done.site())
                .setSourceHost(done.host())
                .setDestinationSite(done.site())
                .setDestinationHost(done.host())
                .setDowntimeMillis(0)
                .setDurationMillis(done.durationMillis())
                .setBytesCopied(0)
                .setOrderId(done.orderId())
                .build());
    }

    private Envelope envelope(
            Class<? extends SpecificRecord> type,
            MigrationId migration,
            long sequence,
            @Nullable String tenant,
            @Nullable String site) {
        return envelopes.next(type, Stream.of(SERVICE, "migration", migration.toString(), 1), sequence, tenant, site);
    }
}
