package dev.leeward.migration.migration;

/** An event that cannot follow: the recorded history is damaged. */
public final class CorruptHistory extends IllegalStateException {
    CorruptHistory(Migration state, MigrationEvent event) {
        super("migration " + state.spec().id() + " is " + state.phase() + " and cannot take "
                + event.getClass().getSimpleName());
    }
}
