package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.IssuedCertificates;
import dev.leeward.policy.certificate.IssuedCertificate;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.HostId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Certificates, one row each. */
@ApplicationScoped
class PostgresIssuedCertificates implements IssuedCertificates {
    private static final int FORGOTTEN_AT_ONCE = 100;

    private final Sql sql;

    PostgresIssuedCertificates(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void keep(IssuedCertificate certificate) {
        sql.update(
                """
                insert into migration_certificate (id, host, serial, authority, names, key, issued_at, not_before, not_after,
                                                   attested_at, attested_until, assurance)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                certificate.id(),
                certificate.host(),
                certificate.serial(),
                certificate.authority(),
                certificate.names(),
                certificate.key(),
                certificate.issuedAt(),
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.attestedAt(),
                certificate.attestedUntil(),
                certificate.assurance());
    }

    @Override
    public void forget(Instant before) {
        sql.update("""
                delete from migration_certificate
                 where id = any (array(select id from migration_certificate where issued_at < ? limit ?))
                """, before, FORGOTTEN_AT_ONCE);
    }

    @Override
    public List<IssuedCertificate> list(@Nullable HostId host, @Nullable UUID before, int limit) {
        String whose = host == null ? null : host.value();
        return sql.list("""
                select * from migration_certificate
                 where (?::text is null or host = ?) and (?::uuid is null or id < ?) order by id desc limit ?
                """, PostgresIssuedCertificates::certificate, whose, whose, before, before, limit);
    }

    private static IssuedCertificate certificate(Row row) {
        return new IssuedCertificate(
                row.uuid("id"),
                new HostId(row.text("host")),
                row.text("serial"),
                row.text("authority"),
                row.texts("names"),
                row.text("key"),
                row.instant("issued_at"),
                row.instant("not_before"),
                row.instant("not_after"),
                row.instant("attested_at"),
                row.instant("attested_until"),
                Assurance.valueOf(row.text("assurance")));
    }
}
