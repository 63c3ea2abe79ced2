package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.appraisal.Attestation;
import dev.leeward.attestation.appraisal.Basis;
import dev.leeward.attestation.appraisal.HostTrust;
import dev.leeward.attestation.appraisal.PartVerdict;
import dev.leeward.attestation.appraisal.Verdict;
import dev.leeward.attestation.edge.postgres.Held.Change;
import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Leaves hosts to be written to their rows. Most attestations find what was found before; of those only what is new is written. */
final class HostTable {

    /**
     * When it is looked whether a result has expired: never after it has, and often before. It stays behind while results
     * are renewed, so that a renewal changes nothing that is indexed (PostgreSQL then leaves all indexes alone).
     */
    private static final String LOOK_AT = "stale_look_at";

    private static final Table<HostRecord> ADDED =
            described(Table.named("host")).strict();
    private static final Table<HostRecord> CHANGED =
            described(Table.named("host")).changed();
    private static final Table<HostRecord> RENEWED = renewed(
                    Table.<HostRecord>named("host").key("id", "text", host -> host.id()))
            .changed();

    private HostTable() {}

    static void write(LastWrites writes, List<Change<HostRecord>> changes) {
        List<HostRecord> added = new ArrayList<>();
        List<HostRecord> changed = new ArrayList<>();
        List<HostRecord> renewed = new ArrayList<>();
        for (Change<HostRecord> change : changes) {
            HostRecord before = change.before();
            if (before == null) {
                added.add(change.after());
            } else if (renews(before, change.after())) {
                renewed.add(change.after());
            } else {
                changed.add(change.after());
            }
        }
        writes.add(ADDED, added);
        writes.add(CHANGED, changed);
        writes.add(RENEWED, renewed);
    }

    /** Whether all that is new is the evidence, its time and the TPM's clock. */
    private static boolean renews(HostRecord before, HostRecord after) {
        return after.trust().getClass() == before.trust().getClass()
                && after.trust() instanceof HostTrust.Trusted
                && Objects.equals(result(after, Attestation::verdict), result(before, Attestation::verdict))
                && Objects.equals(result(after, HostTable::signer), result(before, HostTable::signer))
                && after.description().equals(before.description())
                && after.facts().equals(before.facts())
                && Objects.equals(after.key(), before.key())
                && Objects.equals(after.endorsement(), before.endorsement());
    }

    private static Table.Builder<HostRecord> described(Table.Builder<HostRecord> table) {
        table.key("id", "text", host -> host.id())
                .text("source", host -> host.description().source())
                .text("name", host -> host.description().name())
                .text("site", host -> host.description().site())
                .text("vendor", host -> host.description().vendor())
                .text("model", host -> host.description().model())
                .text("hypervisor", host -> host.description().hypervisor())
                .text("hypervisor_version", host -> host.description().hypervisorVersion())
                .column("labels", "jsonb", host -> Json.write(host.description().labels()))
                .column("facts", "jsonb", host -> Json.write(host.facts()))
                .text("state", HostTable::state)
                .text("retired_reason", host -> host.trust() instanceof HostTrust.Retired(var reason) ? reason : null)
                .column(
                        "ak_public",
                        "bytea",
                        host -> host.key() == null
                                ? null
                                : host.key().publicArea().toArray());
        endorsed(table, "ek_public", "bytea", tpm -> tpm.key().publicArea().toArray());
        endorsed(table, "ak_below_ek", "boolean", Endorsement::parentOfAttestationKey);
        endorsed(table, "ek_certificate", "jsonb", tpm -> Json.write(EndorsementMapper.columns(tpm.certificate())));
        endorsed(table, "endorsement_root", "uuid", Endorsement::root);
        part(table, "platform", Verdict::platform);
        part(table, "vmm", Verdict::vmm);
        part(table, "host_unique", Verdict::hostUnique);
        part(table, "asset_tag", Verdict::assetTag);
        resulting(
                table,
                "configuration_status",
                "text",
                result -> result.verdict().configuration().status().name());
        resulting(
                table,
                "configuration_reason",
                "text",
                result -> result.verdict().configuration().reason());
        resulting(table, "reference_digest", "text", result -> result.verdict().referenceDigest());
        resulting(table, "assurance", "text", result -> result.assurance().name());
        resulting(
                table,
                "vouched_by",
                "text",
                result -> result.basis() instanceof Basis.Vouched(var manager) ? manager : null);
        quoted(
                table,
                "qualified_signer",
                "bytea",
                quote -> quote.qualifiedSigner().toArray());
        return renewed(table);
    }

    private static Table.Builder<HostRecord> renewed(Table.Builder<HostRecord> table) {
        table.column("sequence", "bigint", HostRecord::sequence);
        resulting(table, "evidence_id", "uuid", Attestation::evidenceId);
        resulting(table, "attested_at", "timestamptz", Attestation::attestedAt);
        resulting(table, "attested_until", "timestamptz", Attestation::attestedUntil);
        table.column(
                LOOK_AT,
                "timestamptz",
                host -> host.trust().result().map(Attestation::attestedUntil).orElse(Instant.EPOCH),
                "least(known." + LOOK_AT + ", given." + LOOK_AT + ")");
        quoted(table, "tpm_clock", "bigint", quote -> quote.clock().clock());
        quoted(table, "tpm_reset_count", "bigint", quote -> quote.clock().resetCount());
        quoted(table, "tpm_restart_count", "bigint", quote -> quote.clock().restartCount());
        quoted(table, "tpm_safe", "boolean", quote -> quote.clock().safe());
        quoted(table, "tpm_firmware_version", "bigint", Basis.Quoted::firmwareVersion);
        return table;
    }

    private static void part(
            Table.Builder<HostRecord> table, String name, Function<Verdict, @Nullable PartVerdict> part) {
        judged(
                table,
                name + "_status",
                "text",
                part,
                verdict -> verdict.status().name());
        judged(table, name + "_reason", "text", part, PartVerdict::reason);
        judged(
                table,
                name + "_manifest",
                "text",
                part,
                verdict ->
                        verdict.manifest() == null ? null : verdict.manifest().id());
        judged(
                table,
                name + "_version",
                "int",
                part,
                verdict ->
                        verdict.manifest() == null ? null : verdict.manifest().version());
    }

    private static void judged(
            Table.Builder<HostRecord> table,
            String column,
            String type,
            Function<Verdict, @Nullable PartVerdict> part,
            Function<PartVerdict, @Nullable Object> value) {
        resulting(table, column, type, result -> {
            PartVerdict verdict = part.apply(result.verdict());
            return verdict == null ? null : value.apply(verdict);
        });
    }

    private static void quoted(
            Table.Builder<HostRecord> table, String column, String type, Function<Basis.Quoted, Object> value) {
        resulting(
                table,
                column,
                type,
                result -> result.basis() instanceof Basis.Quoted quote ? value.apply(quote) : null);
    }

    private static void endorsed(
            Table.Builder<HostRecord> table,
            String column,
            String type,
            Function<Endorsement, @Nullable Object> value) {
        table.column(column, type, host -> host.endorsement() == null ? null : value.apply(host.endorsement()));
    }

    private static void resulting(
            Table.Builder<HostRecord> table,
            String column,
            String type,
            Function<Attestation, @Nullable Object> value) {
        table.column(column, type, host -> result(host, value));
    }

    private static @Nullable Object result(HostRecord host, Function<Attestation, @Nullable Object> value) {
        return host.trust().result().map(value).orElse(null);
    }

    /** Who vouches: a TPM's key, or a manager. */
    private static Object signer(Attestation result) {
        return switch (result.basis()) {
            case Basis.Quoted(var signer, var _, var _) -> signer;
            case Basis.Vouched(var manager) -> manager;
        };
    }

    private static String state(HostRecord host) {
        return switch (host.trust()) {
            case HostTrust.Discovered _ -> HostMapper.DISCOVERED;
            case HostTrust.Enrolled _ -> HostMapper.ENROLLED;
            case HostTrust.Trusted _ -> HostMapper.TRUSTED;
            case HostTrust.Untrusted _ -> HostMapper.UNTRUSTED;
            case HostTrust.Stale _ -> HostMapper.STALE;
            case HostTrust.Retired _ -> HostMapper.RETIRED;
        };
    }
}
