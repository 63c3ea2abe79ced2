package dev.leeward.attestation.edge.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeldTest {

    private final List<String> written = new ArrayList<>();
    private final Transaction transaction = new Transaction();
    private final Held<String, Integer> held = new Held<>(
            transaction,
            changes -> written.add(String.join(
                    ", ",
                    changes.stream()
                            .map(change -> change.before() + " -> " + change.after())
                            .toList())),
            () -> written.add("now"));

    @Test
    void what_changed_is_written_at_once_right_before_the_commit() {
        held.read("a", 1);
        held.read("b", 2);
        held.read("c", 3);
        held.put("a", 10);
        held.put("a", 11);
        held.put("c", 3);
        held.put("d", 4);
        assertThat(written).isEmpty();

        transaction.commit();

        assertThat(written).containsExactly("1 -> 11, null -> 4");
    }

    @Test
    void a_row_is_seen_as_it_is_by_now_however_often_it_is_read() {
        held.read("a", 1);
        held.put("a", 10);

        assertThat(held.read("a", 1)).isEqualTo(10);
        assertThat(held.find("a")).hasValue(10);
        assertThat(held.find("b")).isEmpty();
    }

    @Test
    void what_was_flushed_is_what_was_there_before_the_next_change_and_is_not_written_again() {
        held.read("a", 1);
        held.put("a", 10);
        held.flush();
        held.flush();
        held.put("a", 100);

        transaction.commit();

        assertThat(written).containsExactly("1 -> 10", "now", "now", "10 -> 100");
    }

    @Test
    void what_is_forgotten_is_neither_found_nor_written() {
        held.read("a", 1);
        held.put("a", 10);
        held.put("b", 2);

        held.forget(List.of("a"));
        transaction.commit();

        assertThat(held.find("a")).isEmpty();
        assertThat(written).containsExactly("null -> 2");
    }

    @Test
    void the_next_transaction_starts_with_nothing() {
        held.read("a", 1);
        transaction.commit();
        transaction.begin();

        assertThat(held.find("a")).isEmpty();
    }

    @Test
    void outside_of_any_transaction_nothing_is_held_and_nothing_can_be_changed() {
        transaction.commit();

        assertThat(held.read("a", 1)).isEqualTo(1);
        assertThat(held.find("a")).isEmpty();
        assertThatThrownBy(() -> held.put("a", 10)).isInstanceOf(IllegalStateException.class);
    }

    /** A transaction that is active until it commits. */
    private static final class Transaction implements TransactionSynchronizationRegistry {

        private final Map<Object, Object> resources = new HashMap<>();
        private final List<Synchronization> synchronizations = new ArrayList<>();
        private int status = Status.STATUS_ACTIVE;

        private void begin() {
            status = Status.STATUS_ACTIVE;
        }

        private void commit() {
            synchronizations.forEach(Synchronization::beforeCompletion);
            synchronizations.forEach(synchronization -> synchronization.afterCompletion(Status.STATUS_COMMITTED));
            synchronizations.clear();
            resources.clear();
            status = Status.STATUS_NO_TRANSACTION;
        }

        @Override
        public @Nullable Object getTransactionKey() {
            return status == Status.STATUS_ACTIVE ? this : null;
        }

        @Override
        public void putResource(Object key, Object value) {
            resources.put(key, value);
        }

        @Override
        public @Nullable Object getResource(Object key) {
            return resources.get(key);
        }

        @Override
        public void registerInterposedSynchronization(Synchronization synchronization) {
            synchronizations.add(synchronization);
        }

        @Override
        public int getTransactionStatus() {
            return status;
        }

        @Override
        public void setRollbackOnly() {
            status = Status.STATUS_MARKED_ROLLBACK;
        }

        @Override
        public boolean getRollbackOnly() {
            return status == Status.STATUS_MARKED_ROLLBACK;
        }
    }
}
