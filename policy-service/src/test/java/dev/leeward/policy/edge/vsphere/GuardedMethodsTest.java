package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.edge.vsphere.GuardedMethods.Arguments;
import dev.leeward.policy.edge.vsphere.Intent.Subject;
import dev.leeward.policy.edge.vsphere.Intent.Target;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.xml.MalformedXml;
import dev.leeward.policy.xml.XmlElement;
import dev.leeward.policy.xml.XmlReader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each method of the vSphere API would do to the placement of workloads. */
class GuardedMethodsTest {

    private static final String VM = "<_this type=\"VirtualMachine\">vm-1</_this>";
    private static final String POOL = "<pool type=\"ResourcePool\">resgroup-1</pool>";
    private static final String HOST = "<host type=\"HostSystem\">host-1</host>";
    private static final Subject MACHINE = new Subject.Machine(new Reference("VirtualMachine", "vm-1"));
    private static final Target ON_HOST = new Target.Host(new Reference("HostSystem", "host-1"));
    private static final Target IN_POOL = new Target.AnyOf(new Reference("ResourcePool", "resgroup-1"));

    @Test
    void a_relocation_goes_to_its_host_else_into_its_pool_else_nowhere() throws Unacceptable {
        reads("RelocateVM_Task", VM + "<spec>" + POOL + HOST + "</spec>", Action.MIGRATE, MACHINE, ON_HOST);
        reads("RelocateVM_Task", VM + "<spec>" + POOL + "</spec>", Action.MIGRATE, MACHINE, IN_POOL);
        reads(
                "RelocateVM_Task",
                VM + "<spec><datastore type=\"Datastore\">ds-1</datastore></spec>",
                Action.MIGRATE,
                MACHINE,
                new Target.Stays());
    }

    @Test
    void a_migration_or_a_start_without_a_host_is_the_schedulers() throws Unacceptable {
        reads(
                "MigrateVM_Task",
                VM + POOL + HOST + "<priority>defaultPriority</priority>",
                Action.MIGRATE,
                MACHINE,
                ON_HOST);
        reads("MigrateVM_Task", VM + POOL, Action.MIGRATE, MACHINE, IN_POOL);
        reads("PowerOnVM_Task", VM + HOST, Action.POWER_ON, MACHINE, ON_HOST);
        reads("PowerOnVM_Task", VM, Action.POWER_ON, MACHINE, new Target.Scheduled());
        reads("RevertToCurrentSnapshot_Task", VM + HOST, Action.POWER_ON, MACHINE, ON_HOST);
        reads("CreateSecondaryVM_Task", VM + HOST, Action.CLONE, MACHINE, ON_HOST);
        reads("CreateSecondaryVMEx_Task", VM + HOST, Action.CLONE, MACHINE, ON_HOST);
        refused("CreateSecondaryVMEx_Task", VM, "name one");
        refused("EnableSecondaryVM_Task", VM + "<vm type=\"VirtualMachine\">vm-2</vm>", "name one");
        reads(
                "MakePrimaryVM_Task",
                VM + "<vm type=\"VirtualMachine\">vm-1</vm>",
                Action.POWER_ON,
                MACHINE,
                new Target.Stays());
        reads("StartReplaying_Task", VM, Action.POWER_ON, MACHINE, new Target.Scheduled());
        reads(
                "EnableSecondaryVM_Task",
                VM + "<vm type=\"VirtualMachine\">vm-2</vm>" + HOST,
                Action.CLONE,
                MACHINE,
                ON_HOST);
        reads("MarkAsVirtualMachine", VM + POOL, Action.CLONE, MACHINE, IN_POOL);
    }

    @Test
    void several_machines_are_started_at_once() throws Unacceptable {
        Intent intent = read(
                        "PowerOnMultiVM_Task",
                        "<_this type=\"Datacenter\">dc-1</_this><vm type=\"VirtualMachine\">vm-1</vm>"
                                + "<vm type=\"VirtualMachine\">vm-2</vm>")
                .orElseThrow();

        assertThat(intent.subjects())
                .containsExactly(MACHINE, new Subject.Machine(new Reference("VirtualMachine", "vm-2")));
        refused("PowerOnMultiVM_Task", "<_this type=\"Datacenter\">dc-1</_this>", "names 0 virtual machines");
    }

    @Test
    void a_snapshot_is_reverted_to_for_its_machine() throws Unacceptable {
        reads(
                "RevertToSnapshot_Task",
                "<_this type=\"VirtualMachineSnapshot\">snapshot-1</_this>" + HOST,
                Action.POWER_ON,
                new Subject.MachineOf(new Reference("VirtualMachineSnapshot", "snapshot-1")),
                ON_HOST);
    }

    @Test
    void copies_go_where_their_location_says() throws Unacceptable {
        reads(
                "CloneVM_Task",
                VM + "<name>n</name><spec><location>" + HOST + "</location></spec>",
                Action.CLONE,
                MACHINE,
                ON_HOST);
        reads("CloneVM_Task", VM + "<spec><location/></spec>", Action.CLONE, MACHINE, new Target.Scheduled());
        reads("InstantClone_Task", VM + "<spec><location/></spec>", Action.CLONE, MACHINE, new Target.Stays());
        refused("CloneVM_Task", VM + "<spec/>", "has no location");
    }

    @Test
    void what_comes_into_being_goes_to_its_host_or_pool() throws Unacceptable {
        String folder = "<_this type=\"Folder\">group-1</_this>";
        String pool = "<_this type=\"ResourcePool\">resgroup-1</_this>";
        Subject named = new Subject.Newcomer("new:n");
        Subject unnamed = new Subject.Newcomer("new:unnamed");

        reads("CreateVM_Task", folder + "<config><name>n</name></config>" + POOL + HOST, Action.CLONE, named, ON_HOST);
        reads("CreateVM_Task", folder + "<config><name>n</name></config>" + POOL, Action.CLONE, named, IN_POOL);
        reads("RegisterVM_Task", folder + "<path>p</path><name>n</name>" + POOL, Action.CLONE, named, IN_POOL);
        reads("CreateChildVM_Task", pool + "<config/>", Action.CLONE, unnamed, IN_POOL);
        reads("RegisterChildVM_Task", pool + HOST, Action.CLONE, unnamed, ON_HOST);
        reads("ImportVApp", pool + "<spec/>", Action.CLONE, unnamed, IN_POOL);
        refused("ImportVApp", pool + "<spec><child><resPoolEntity/></child></spec>", "other pools");
        refused("RegisterVM_Task", folder + "<path>p</path>", "names neither host nor pool");
    }

    @Test
    void a_vapp_is_all_that_is_in_it() throws Unacceptable {
        String app = "<_this type=\"VirtualApp\">v-1</_this>";
        String copy = app + "<name>n</name><target type=\"ResourcePool\">resgroup-1</target>";
        Subject all = new Subject.AllIn(new Reference("VirtualApp", "v-1"));

        reads("PowerOnVApp_Task", app, Action.POWER_ON, all, new Target.Scheduled());
        reads("CloneVApp_Task", copy + "<spec/>", Action.CLONE, all, IN_POOL);
        refused("CloneVApp_Task", copy + "<spec><resourceMapping><parent/></resourceMapping></spec>", "other pools");
    }

    @Test
    void a_host_that_is_emptied_sends_away_all_that_is_on_it() throws Unacceptable {
        String host = "<_this type=\"HostSystem\">host-1</_this>";
        Subject all = new Subject.AllIn(new Reference("HostSystem", "host-1"));

        reads("EnterMaintenanceMode_Task", host + "<timeout>0</timeout>", Action.MIGRATE, all, new Target.Scheduled());
        reads("PowerDownHostToStandBy_Task", host, Action.MIGRATE, all, new Target.Scheduled());
    }

    @Test
    void a_machine_keeps_the_identity_that_it_is_judged_by() throws Unacceptable {
        assertThat(read("ReconfigVM_Task", VM + "<spec><numCPUs>2</numCPUs></spec>"))
                .isEmpty();
        refused("ReconfigVM_Task", VM + "<spec><instanceUuid>x</instanceUuid></spec>", "another workload");
        refused("ReconfigVM_Task", VM + "<spec><InstanceUuid>x</InstanceUuid></spec>", "spelled");
    }

    @Test
    void what_applies_the_schedulers_choice_is_refused_with_what_to_do_instead() {
        refused("ApplyRecommendation", "<_this type=\"ClusterComputeResource\">c</_this><key>1</key>", "by name");
        refused("ApplyStorageDrsRecommendation_Task", "<key>1</key>", "by name");
        refused("ApplyStorageDrsRecommendationToPod_Task", "<key>1</key>", "by name");
        refused("TerminateFaultTolerantVM_Task", VM, "MakePrimaryVM_Task");
        refused("AutoStartPowerOn", "<_this type=\"HostAutoStartManager\">m</_this>", "by name");
        refused("RunScheduledTask", "<_this type=\"ScheduledTask\">s</_this>", "itself");
        refused("applyrecommendation", "<key>1</key>", "by name");
    }

    @Test
    void what_would_call_a_guarded_method_later_is_refused() throws Unacceptable {
        for (String method : List.of(
                "CreateScheduledTask",
                "CreateObjectScheduledTask",
                "ReconfigureScheduledTask",
                "CreateAlarm",
                "ReconfigureAlarm")) {
            refused(method, spec("MethodAction", "RelocateVM_Task"), "later");
            refused(method, spec("MethodAction", "PowerOnVM_Task"), "later");
            refused(method, spec("", "MigrateVM_Task"), "later");
            refused(method, spec("MethodAction", "relocate"), "later");
            refused(method, spec("MethodAction", "vim.VirtualMachine.powerOn"), "later");
            assertThat(read(method, spec("MethodAction", "CreateSnapshot_Task")))
                    .isEmpty();
        }
    }

    private static String spec(String kind, String method) {
        return "<spec><name>RelocateVM_Task</name><action xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xsi:type=\""
                + kind + "\"><name>" + method + "</name><argument/></action></spec>";
    }

    @Test
    void a_method_that_is_called_by_its_name_is_esxclis_only() throws Unacceptable {
        assertThat(read("ExecuteSoap", "<method>vim.EsxCLI.system.version.get</method>"))
                .isEmpty();
        refused("ExecuteSoap", "<method>vim.VirtualMachine.powerOn</method>", "by its own name");
    }

    @Test
    void whatever_places_nothing_is_not_even_looked_into() throws Unacceptable {
        Arguments unread = new Arguments() {
            @Override
            public Reference self() {
                throw new AssertionError("was read");
            }

            @Override
            public Part parts() {
                throw new AssertionError("was read");
            }
        };

        for (String method :
                List.of("Login", "WaitForUpdatesEx", "PowerOffVM_Task", "PlaceVm", "RecommendHostsForVm")) {
            assertThat(GuardedMethods.intent(method, unread)).isEmpty();
            assertThat(GuardedMethods.concerns(method)).isFalse();
        }
    }

    private static void reads(String method, String arguments, Action action, Subject subject, Target target)
            throws Unacceptable {
        Intent intent = read(method, arguments).orElseThrow();

        assertThat(intent.action()).isEqualTo(action);
        assertThat(intent.subjects()).containsExactly(subject);
        assertThat(intent.target()).isEqualTo(target);
        assertThat(GuardedMethods.concerns(method)).isTrue();
    }

    private static void refused(String method, String arguments, String why) {
        assertThatThrownBy(() -> read(method, arguments))
                .as(method + arguments)
                .isInstanceOf(Unacceptable.class)
                .hasMessageContaining(why);
    }

    private static Optional<Intent> read(String method, String arguments) throws Unacceptable {
        Part call = Part.of(element("<" + method + " xmlns=\"urn:vim25\">" + arguments + "</" + method + ">"));
        return GuardedMethods.intent(method, new Arguments() {
            @Override
            public Reference self() throws Unacceptable {
                return call.needed("_this").reference();
            }

            @Override
            public Part parts() {
                return call;
            }
        });
    }

    private static XmlElement element(String xml) {
        try {
            return XmlReader.parse(xml);
        } catch (MalformedXml e) {
            throw new IllegalArgumentException(xml, e);
        }
    }
}
