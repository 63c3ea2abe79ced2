package dev.leeward.messaging.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.testkit.LeewardStack;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class SqlTransactionTest {
    @Inject
    Sql sql;

    @Test
    void theLockOfANameIsHeldUntilTheTransactionEnds() {
        boolean during = QuarkusTransaction.requiringNew().call(() -> {
            sql.lock("name");
            return free("name");
        });

        assertThat(during).isFalse();
        assertThat(free("name")).isTrue();
    }

    @Test
    void aStatementJoinsTheTransactionAtHand() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    sql.update("insert into note (id, text) values (?, ?)", "joined", "never kept");
                    throw new IllegalStateException("after the statement");
                }))
                .hasMessageContaining("after the statement");

        assertThat(sql.list("select id from note where id = ?", row -> row.text("id"), "joined"))
                .isEmpty();
    }

    /** Asked in another transaction. */
    private boolean free(String name) {
        return QuarkusTransaction.requiringNew()
                .call(() -> sql.first(
                                "select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as free",
                                row -> row.flag("free"),
                                name)
                        .orElseThrow());
    }
}
