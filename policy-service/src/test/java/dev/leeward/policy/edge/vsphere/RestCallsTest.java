package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.edge.vsphere.Intent.Subject;
import dev.leeward.policy.edge.vsphere.Intent.Target;
import dev.leeward.policy.edge.vsphere.RestCalls.Call;
import dev.leeward.policy.edge.vsphere.RestCalls.Guarded;
import dev.leeward.policy.placement.Action;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What each call of the Automation API would do to the placement of workloads. */
class RestCallsTest {

    private static final Subject MACHINE = new Subject.Machine(new Reference("VirtualMachine", "vm-1"));
    private static final Target ON_HOST = new Target.Host(new Reference("HostSystem", "host-1"));
    private static final Target IN_POOL = new Target.AnyOf(new Reference("ResourcePool", "resgroup-1"));
    private static final Target IN_CLUSTER = new Target.AnyOf(new Reference("ClusterComputeResource", "domain-c1"));

    @Test
    void a_placement_names_host_else_pool_else_cluster() throws Unacceptable {
        String place = "{\"placement\":{%s\"datastore\":\"ds-1\"}}";

        reads(
                Call.RELOCATE,
                place.formatted("\"host\":\"host-1\",\"cluster\":\"domain-c1\","),
                Action.MIGRATE,
                MACHINE,
                ON_HOST);
        reads(
                Call.RELOCATE,
                place.formatted("\"resource_pool\":\"resgroup-1\",\"cluster\":\"domain-c1\","),
                Action.MIGRATE,
                MACHINE,
                IN_POOL);
        reads(Call.RELOCATE, place.formatted("\"cluster\":\"domain-c1\","), Action.MIGRATE, MACHINE, IN_CLUSTER);
        reads(Call.RELOCATE, place.formatted(""), Action.MIGRATE, MACHINE, new Target.Stays());
        reads(Call.RELOCATE, place.formatted("\"host\":null,"), Action.MIGRATE, MACHINE, new Target.Stays());
        reads(Call.POWER_ON, "{}", Action.POWER_ON, MACHINE, new Target.Scheduled());
    }

    @Test
    void copies_name_their_source_in_either_wrapping() throws Unacceptable {
        String body = "{\"source\":\"vm-1\",\"name\":\"n\",\"placement\":{\"host\":\"host-1\"}}";

        reads(Call.CLONE, body, Action.CLONE, MACHINE, ON_HOST);
        reads(Call.CLONE, "{\"spec\":" + body + "}", Action.CLONE, MACHINE, ON_HOST);
        reads(Call.CLONE, "{\"source\":\"vm-1\"}", Action.CLONE, MACHINE, new Target.Scheduled());
        reads(Call.INSTANT_CLONE, "{\"source\":\"vm-1\"}", Action.CLONE, MACHINE, new Target.Stays());
        reads(
                Call.CREATE_TEMPLATE,
                "{\"source_vm\":\"vm-1\",\"placement\":{\"host\":\"host-1\"}}",
                Action.CLONE,
                MACHINE,
                ON_HOST);
        refused(Call.CLONE, "{\"name\":\"n\"}", "has no source");
    }

    @Test
    void newcomers_must_say_where_to() throws Unacceptable {
        Subject named = new Subject.Newcomer("new:n");

        reads(
                Call.CREATE,
                "{\"name\":\"n\",\"placement\":{\"cluster\":\"domain-c1\"}}",
                Action.CLONE,
                named,
                IN_CLUSTER);
        reads(
                Call.DEPLOY_TEMPLATE,
                "{\"name\":\"n\",\"placement\":{\"host\":\"host-1\"}}",
                Action.CLONE,
                named,
                ON_HOST);
        reads(
                Call.DEPLOY_OVF,
                "{\"target\":{\"resource_pool_id\":\"resgroup-1\"},\"deployment_spec\":{}}",
                Action.CLONE,
                new Subject.Newcomer("new:unnamed"),
                IN_POOL);
        refused(Call.CREATE, "{\"name\":\"n\"}", "neither host nor cluster");
        refused(Call.DEPLOY_OVF, "{}", "has no target");
    }

    private static void reads(Call call, String body, Action action, Subject subject, Target target)
            throws Unacceptable {
        Intent intent = intent(call, body);

        assertThat(intent.action()).isEqualTo(action);
        assertThat(intent.subjects()).containsExactly(subject);
        assertThat(intent.target()).isEqualTo(target);
    }

    private static void refused(Call call, String body, String why) {
        assertThatThrownBy(() -> intent(call, body))
                .isInstanceOf(Unacceptable.class)
                .hasMessageContaining(why);
    }

    private static Intent intent(Call call, String body) throws Unacceptable {
        return RestCalls.intent(
                new Guarded(call, "vm-1"),
                StrictJson.object(body.getBytes(StandardCharsets.UTF_8), "application/json"));
    }
}
