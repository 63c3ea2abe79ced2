package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.SharedTransaction;
import dev.leeward.messaging.sql.Sql;
import jakarta.inject.Singleton;

/** Settings of a transaction of PostgreSQL. */
@Singleton
final class PostgresTransaction implements SharedTransaction {

    private final Sql sql;

    PostgresTransaction(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void losable() {
        sql.run("set local synchronous_commit = off");
    }

    @Override
    public void impatient() {
        sql.run("set local lock_timeout = '100ms'");
    }
}
