package dev.leeward.dr;

import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupDefinition;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.ProtectionGroup;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.replication.ReplicationMode;
import dev.leeward.dr.replication.Rpo;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Groups and workloads for tests of the domain. */
public final class Fixtures {
    public static final Direction EAST_TO_WEST = new Direction(new SiteId("east"), new SiteId("west"));

    private Fixtures() {}

    public static Group group(String id, String... workloads) {
        return group(id, EAST_TO_WEST, workloads);
    }

    public static Group group(String id, Direction direction, String... workloads) {
        return new Group(
                new GroupDefinition(
                        new GroupId(id),
                        new TenantId("acme"),
                        id,
                        workloads(workloads),
                        new Rpo(Duration.ofSeconds(5)),
                        ReplicationMode.SYNCHRONOUS),
                new ProtectionGroup.Protected(direction),
                1,
                false);
    }

    public static List<WorkloadId> workloads(String... names) {
        return Arrays.stream(names).map(WorkloadId::new).toList();
    }
}
