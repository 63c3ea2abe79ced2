package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.VouchedRefusals;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.sql.Sql;
import jakarta.inject.Singleton;

/** Why managers' reports were refused, in PostgreSQL: true for every replica, and only what was committed. */
@Singleton
class PostgresVouchedRefusals implements VouchedRefusals {

    private final Sql sql;

    PostgresVouchedRefusals(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean note(HostId host, Rejection rejection) {
        return sql.update(
                        "insert into vouched_refusal as known (host, code, reason) values (?, ?, ?)"
                                + " on conflict (host) do update set code = excluded.code, reason = excluded.reason"
                                + " where (known.code, known.reason) <> (excluded.code, excluded.reason)",
                        host,
                        rejection.code(),
                        rejection.reason())
                > 0;
    }

    @Override
    public void forget(HostId host) {
        sql.update("delete from vouched_refusal where host = ?", host);
    }
}
