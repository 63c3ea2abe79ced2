package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.PolicySetStore;
import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import dev.leeward.policy.review.SetVersion.Act;
import dev.leeward.policy.review.SetVersion.Approved;
import dev.leeward.policy.review.SetVersion.Content;
import dev.leeward.policy.review.SetVersion.Draft;
import dev.leeward.policy.review.SetVersion.Published;
import dev.leeward.policy.review.SetVersion.Rejected;
import dev.leeward.policy.review.SetVersion.Superseded;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Versions of policy sets, one row each. */
@ApplicationScoped
class PostgresPolicySetStore implements PolicySetStore {
    private static final String NEXT_PUBLICATION = "(select coalesce(max(publication), 0) + 1 from policy_set_version)";

    private final Sql sql;

    PostgresPolicySetStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void lock() {
        sql.lock("policy-sets");
    }

    @Override
    public int next(SetScope scope) {
        return sql.first(
                        "select coalesce(max(version), 0) + 1 as next from policy_set_version where scope = ?",
                        row -> row.integer("next"),
                        scope.toString())
                .orElseThrow();
    }

    /** A new version is a draft first, whatever it is to become within the transaction. */
    @Override
    public void add(SetVersion version) {
        Content content = version.content();
        DocumentSignature signature = content.signature();
        sql.update(
                """
                insert into policy_set_version (scope, version, state, document, digest, based_on, rollback_of, note, jws,
                                                key_id, signed_at, drafted_by, drafted_at)
                values (?, ?, 'DRAFT', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                content.scope().toString(),
                content.number(),
                content.document().getBytes(StandardCharsets.UTF_8),
                content.digest(),
                content.basedOn(),
                content.rollbackOf(),
                content.note(),
                signature == null ? null : signature.jws(),
                signature == null ? null : signature.keyId(),
                signature == null ? null : signature.signedAt(),
                content.drafted().by(),
                content.drafted().at());
        save(version);
    }

    @Override
    public void save(SetVersion version) {
        switch (version) {
            case Draft _ -> {} // as it was added
            case Approved(var _, var approved) ->
                set(version, "state = 'APPROVED', approved_by = ?, approved_at = ?", approved.by(), approved.at());
            case Published(var _, var approved, var published) ->
                set(
                        version,
                        "state = 'PUBLISHED', approved_by = ?, approved_at = ?, published_by = ?, published_at = ?,"
                                + " said = true, publication = " + NEXT_PUBLICATION,
                        approved.by(),
                        approved.at(),
                        published.by(),
                        published.at());
            case Superseded(var _, var _, var _, var at) -> set(version, "state = 'SUPERSEDED', superseded_at = ?", at);
            case Rejected(var _, var rejected, var reason) ->
                set(
                        version,
                        "state = 'REJECTED', rejected_by = ?, rejected_at = ?, reason = ?",
                        rejected.by(),
                        rejected.at(),
                        reason);
        }
    }

    private void set(SetVersion version, String columns, Object... values) {
        Object[] arguments = new Object[values.length + 2];
        System.arraycopy(values, 0, arguments, 0, values.length);
        arguments[values.length] = version.content().scope().toString();
        arguments[values.length + 1] = version.content().number();
        sql.update("update policy_set_version set " + columns + " where scope = ? and version = ?", arguments);
    }

    @Override
    public Optional<SetVersion> find(SetScope scope, int number) {
        return sql.first(
                "select * from policy_set_version where scope = ? and version = ?",
                PostgresPolicySetStore::version,
                scope.toString(),
                number);
    }

    @Override
    public Optional<Published> active(SetScope scope) {
        return sql.first(
                "select * from policy_set_version where scope = ? and state = 'PUBLISHED'",
                PostgresPolicySetStore::published,
                scope.toString());
    }

    @Override
    public List<SetVersion> list(SetScope scope, @Nullable Integer before, int limit) {
        return sql.list("""
                select * from policy_set_version
                 where scope = ? and (?::integer is null or version < ?) order by version desc limit ?
                """, PostgresPolicySetStore::version, scope.toString(), before, before, limit);
    }

    @Override
    public List<Published> active(@Nullable String after, int limit) {
        return sql.list("""
                select * from policy_set_version
                 where state = 'PUBLISHED' and (?::text is null or scope > ?) order by scope limit ?
                """, PostgresPolicySetStore::published, after, after, limit);
    }

    @Override
    public List<Published> takeUnsaid() {
        return sql.list(
                "update policy_set_version set said = true where state = 'PUBLISHED' and not said returning *",
                PostgresPolicySetStore::published);
    }

    @Override
    public List<InForce> publishedAfter(long publication) {
        return sql.list(
                "select * from policy_set_version where state = 'PUBLISHED' and publication > ?",
                row -> new InForce(published(row), row.number("publication")),
                publication);
    }

    private static Published published(Row row) {
        return new Published(content(row), act(row, "approved"), act(row, "published"));
    }

    private static SetVersion version(Row row) {
        Content content = content(row);
        return switch (row.text("state")) {
            case "DRAFT" -> new Draft(content);
            case "APPROVED" -> new Approved(content, act(row, "approved"));
            case "PUBLISHED" -> published(row);
            case "SUPERSEDED" ->
                new Superseded(content, act(row, "approved"), act(row, "published"), row.instant("superseded_at"));
            case "REJECTED" -> new Rejected(content, act(row, "rejected"), row.text("reason"));
            default -> throw new IllegalStateException("corrupt state of a policy set: " + row.text("state"));
        };
    }

    private static Content content(Row row) {
        Instant signedAt = row.instantOrNull("signed_at");
        return new Content(
                SetScope.of(row.text("scope")).orElseThrow(),
                row.integer("version"),
                new String(row.bytes("document"), StandardCharsets.UTF_8),
                act(row, "drafted"),
                integer(row, "based_on"),
                integer(row, "rollback_of"),
                row.text("note"),
                signedAt == null ? null : new DocumentSignature(row.text("key_id"), signedAt, row.text("jws")));
    }

    private static @Nullable Integer integer(Row row, String column) {
        Long number = row.numberOrNull(column);
        return number == null ? null : Math.toIntExact(number);
    }

    private static Act act(Row row, String step) {
        return new Act(row.text(step + "_by"), row.instant(step + "_at"));
    }
}
