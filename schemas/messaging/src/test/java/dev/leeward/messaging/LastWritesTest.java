package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.messaging.sql.DatabaseFailure;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class LastWritesTest {
    private static final String ADD = "insert into note (id, text) values (?, ?)";

    @Inject
    LastWrites writes;

    @Inject
    Sql sql;

    @BeforeEach
    void forget() {
        sql.update("delete from note where id like 'last-%'");
    }

    @Test
    void whatIsLeftIsWrittenInItsOrderRightBeforeTheCommit() {
        List<String> meanwhile = QuarkusTransaction.requiringNew().call(() -> {
            writes.add(ADD, "last-1", "left");
            writes.add("update note set text = ? where id = ?", "and changed", "last-1");
            return notes();
        });

        assertThat(meanwhile).isEmpty();
        assertThat(notes()).containsExactly("last-1 and changed");
    }

    @Test
    void whatIsFlushedIsSeenInTheTransactionAndWrittenOnce() {
        List<String> meanwhile = QuarkusTransaction.requiringNew().call(() -> {
            writes.add(ADD, "last-1", "flushed");
            writes.flush();
            List<String> seen = notes();
            writes.add(ADD, "last-2", "left");
            return seen;
        });

        assertThat(meanwhile).containsExactly("last-1 flushed");
        assertThat(notes()).containsExactly("last-1 flushed", "last-2 left");
    }

    @Test
    void whatTheTransactionLeftGoesWithIt() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    writes.add(ADD, "last-1", "left");
                    throw new IllegalStateException("after it was left");
                }))
                .hasMessageContaining("after it was left");

        QuarkusTransaction.requiringNew().run(() -> writes.add(ADD, "last-2", "left by the next"));
        assertThat(notes()).containsExactly("last-2 left by the next");
    }

    @Test
    void whatTheDatabaseRefusesUndoesAllOfIt() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    sql.update(ADD, "last-1", "written before");
                    writes.add(ADD, "last-2", "left");
                    writes.add(ADD, "last-2", "once too often");
                }))
                .hasRootCauseInstanceOf(SQLException.class)
                .hasStackTraceContaining(DatabaseFailure.class.getName());

        assertThat(notes()).isEmpty();
    }

    private List<String> notes() {
        return sql.list(
                "select id, text from note where id like 'last-%' order by id",
                row -> row.text("id") + " " + row.text("text"));
    }
}
