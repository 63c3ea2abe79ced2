package dev.leeward.migration.migration;

import dev.leeward.migration.host.Location;

/** A course under its fencing token; an adapter may know of it. */
public record Attempt(Course course, long epoch) {
    public Location destination() {
        return course.destination();
    }

    /** The same attempt with the gate's newer consent. */
    Attempt with(Approval approval) {
        return new Attempt(new Course(course.destination(), approval, course.refused()), epoch);
    }

    /** The id that the adapter knows it by. */
    public OperationId operation(MigrationId migration) {
        return new OperationId(migration + "/" + epoch);
    }
}
