package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import io.micrometer.core.instrument.Counter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What moves a workload is decided, and refused in the words of the interface that it came by. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class GatewayJudgingTest extends GatewayCase {
    @Inject
    World world;

    @Test
    void a_move_to_a_trusted_host_passes_and_is_on_record() {
        HttpResponse<String> answer = soap(Calls.relocate(WEB, hosts.trusted));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<returnval type=\"Task\">task-1</returnval>");
        assertThat(vcenter.received).singleElement().asString().contains("<RelocateVM_Task", hosts.trusted);
        DecisionMade made = world.kafka()
                .awaitEvent(
                        DecisionMade.class,
                        event -> event.getWorkloadId().equals("uuid-of-web")
                                && hosts.trusted.equals(event.getDestinationHost())
                                && event.getEffect() == Effect.ALLOW);
        assertThat(made.getEnforcementPoint()).isEqualTo("vsphere-gateway");
        assertThat(made.getPrincipal().getId()).isEqualTo(FakeVcenter.USER);
        assertThat(made.getSourceHost()).isEqualTo("gw-own");
    }

    @Test
    void a_move_to_an_untrusted_host_is_refused_with_the_reason_and_published() {
        HttpResponse<String> answer = soap(Calls.relocate(WEB, hosts.untrusted));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/xml; charset=utf-8");
        assertThat(answer.body())
                .contains("<faultcode>ServerFaultCode</faultcode>")
                .contains("Leeward refuses to migrate web: Host " + hosts.untrusted + " is not trusted")
                .contains("xsi:type=\"NoPermission\"", "<key>dev.leeward.policy.builtin-destination-trusted</key>")
                .contains("<object type=\"VirtualMachine\">vm-web</object>")
                .contains("<privilegeId>Resource.HotMigrate</privilegeId>");
        assertThat(vcenter.received).isEmpty();
        MigrationBlocked blocked = world.kafka()
                .awaitEvent(MigrationBlocked.class, event -> answer.body().contains(event.getDecisionId()));
        assertThat(blocked.getWorkloadName()).isEqualTo("web");
        assertThat(blocked.getRule()).isEqualTo("builtin-destination-trusted");
    }

    @Test
    void where_no_host_is_named_every_host_that_may_be_chosen_must_pass() {
        String into = "<spec><pool type=\"ResourcePool\">pool-of-%s</pool></spec>";

        assertThat(relocate(into.formatted("c-good")).statusCode()).isEqualTo(200);
        assertThat(relocate(into.formatted("c-mixed")).body()).contains(hosts.untrusted + " is not trusted");
        vcenter.host(hosts.untrusted, "connected", true, "c-mixed");
        assertThat(relocate(into.formatted("c-mixed")).statusCode()).isEqualTo(200);
        vcenter.host(hosts.untrusted, "notResponding", false, "c-mixed");
        assertThat(relocate(into.formatted("c-mixed")).statusCode()).isEqualTo(200);
        vcenter.host(hosts.trusted, "disconnected", false, "c-good");
        assertThat(relocate(into.formatted("c-good")).body()).contains("no host that it may go to is connected");
    }

    private HttpResponse<String> relocate(String spec) {
        return soap(SoapMessage.call("RelocateVM_Task", Calls.machine(WEB), spec));
    }

    @Test
    void a_move_of_disks_alone_stays_where_it_is_and_passes() {
        assertThat(relocate("<spec><datastore type=\"Datastore\">ds-1</datastore></spec>")
                        .statusCode())
                .isEqualTo(200);
        assertThat(relocate(Calls.spec("gw-own")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_start_counts_every_host_of_a_scheduled_cluster_and_its_own_otherwise() {
        vcenter.machine("vm-mixed", "mixed", hosts.trusted).host(hosts.trusted, "connected", false, "c-mixed");
        assertThat(start("vm-mixed").body()).contains(hosts.untrusted + " is not trusted");

        vcenter.host(hosts.trusted, "connected", false, "c-manual");
        assertThat(start("vm-mixed").statusCode()).isEqualTo(200);

        vcenter.machine("vm-bad", "bad", hosts.untrusted).host(hosts.untrusted, "connected", false, "c-manual");
        assertThat(start("vm-bad").body()).contains("Leeward refuses to power-on bad", "is not trusted");
    }

    private HttpResponse<String> start(String vm) {
        return soap(SoapMessage.call("PowerOnVM_Task", Calls.machine(vm), ""));
    }

    @Test
    void a_workload_that_leeward_knows_is_judged_as_what_it_is() {
        String name = World.unique("web");
        vcenter.machine("vm-known", name, "gw-own");
        world.workload("uuid-of-" + name, "acme", hosts.trusted, Map.of("two-person", "true"));

        HttpResponse<String> answer = soap(Calls.relocate("vm-known", hosts.trusted));

        assertThat(answer.body()).contains("R40-two-person", "asked for approval");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void a_workload_that_leeward_does_not_know_may_be_kept_where_it_is() {
        reopen(Map.of("unknown-workload", "DENY"));

        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).body()).contains("builtin-workload-known");
    }

    @Test
    void a_host_may_be_known_by_the_uuid_of_its_board_and_a_workload_by_its_name() {
        world.trustedHost("uuid-of-" + hosts.trusted);
        reopen(Map.of("host-id", "UUID", "workload-id", "NAME"));

        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).statusCode()).isEqualTo(200);
        DecisionMade made = world.kafka()
                .awaitEvent(
                        DecisionMade.class, event -> ("uuid-of-" + hosts.trusted).equals(event.getDestinationHost()));
        assertThat(made.getWorkloadId()).isEqualTo("web");
    }

    @Test
    void people_may_have_other_roles_and_be_a_tenants() {
        reopen(Map.of(
                "people[0].user", "vsphere.local\\ADA",
                "people[0].roles", "tenant-operator",
                "people[0].tenant", "acme"));

        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).body()).contains("builtin-tenant-boundary", "tenant acme");

        reopen(Map.of("people[0].user", FakeVcenter.USER));
        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).body()).contains("no policy permits");
    }

    @Test
    void without_a_session_nothing_is_decided() {
        HttpResponse<String> answer = gateway.soap("vmware_soap_session=other", Calls.relocate(WEB, hosts.trusted));

        assertThat(answer.body()).contains("the vCenter knows no session of this client");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void what_the_vcenter_does_not_show_cannot_be_decided() {
        assertThat(soap(Calls.relocate("vm-none", hosts.trusted)).body()).contains("shows no ");
        assertThat(soap(Calls.relocate(WEB, "host-none")).body()).contains("shows no ");
        assertThat(relocate("<spec><pool type=\"Datastore\">ds-1</pool></spec>").body())
                .contains("is none of");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void an_answer_that_does_not_come_in_time_blocks() {
        reopen(Map.of("decision-timeout", "300ms"));
        vcenter.delayOfLookUps = 2_000;

        HttpResponse<String> answer = soap(Calls.relocate(WEB, hosts.trusted));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("could not decide RelocateVM_Task", "300 ms");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void an_account_for_look_ups_serves_the_json_interfaces_and_logs_in_again() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), FakeVcenter.PASSWORD + "\n");
        reopen(Map.of("user", "reader", "password-file", password.toString()));
        String relocate = "/api/vcenter/vm/vm-web?action=relocate";
        String to = "{\"placement\":{\"host\":\"%s\"}}";

        assertThat(gateway.json(relocate, to.formatted(hosts.trusted)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = gateway.json(relocate, to.formatted(hosts.untrusted));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"error_type\":\"UNAUTHORIZED\"", "is not trusted");
        HttpResponse<String> legacy = gateway.json(
                "/rest/vcenter/vm/vm-web?~action=relocate", "{\"spec\":" + to.formatted(hosts.untrusted) + "}");
        assertThat(legacy.body()).contains("com.vmware.vapi.std.errors.unauthorized", "is not trusted");

        String viJson = "/sdk/vim25/8.0.1.0/VirtualMachine/vm-web/RelocateVM_Task";
        String spec = "{\"spec\":{\"_typeName\":\"VirtualMachineRelocateSpec\",\"host\":{\"_typeName\":"
                + "\"ManagedObjectReference\",\"type\":\"HostSystem\",\"value\":\"%s\"}}}";
        HttpResponse<String> fault = gateway.json(viJson, spec.formatted(hosts.untrusted));
        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(fault.body()).contains("\"_typeName\":\"NoPermission\"", "is not trusted", "\"value\":\"vm-web\"");
        assertThat(gateway.json(viJson, spec.formatted(hosts.trusted)).statusCode())
                .isEqualTo(200);
        assertThat(vcenter.received).hasSize(2);

        vcenter.sessions.clear();
        assertThat(gateway.json(relocate, to.formatted(hosts.trusted)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_json_interfaces_need_an_account_for_look_ups() {
        assertThat(gateway.json("/api/vcenter/vm/vm-web/power?action=start", "").body())
                .contains("leeward.vsphere-gateway.user");
    }

    @Test
    void placements_over_json_rpc_are_refused_and_all_else_passes() {
        String call =
                "{\"jsonrpc\":\"2.0\",\"method\":\"invoke\",\"params\":{\"serviceId\":\"%s\",\"operationId\":\"%s\"}}";

        assertThat(gateway.json("/api", call.formatted("com.vmware.vcenter.VM", "relocate$task"))
                        .body())
                .contains("over JSON-RPC nobody decides");
        assertThat(gateway.json("/api", call.formatted("com.vmware.vcenter.vm.power", "start"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(gateway.send(gateway.request("/api")
                                .header("vapi-service", "com.vmware.vcenter.VM")
                                .header("vapi-operation", "relocate")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(vcenter.received).isEmpty();
        assertThat(gateway.json("/api", call.formatted("com.vmware.vcenter.vm", "list"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(vcenter.received).hasSize(1);
    }

    @Test
    void a_method_that_nobody_has_decided_about_does_not_pass_until_somebody_does() {
        String teleport = SoapMessage.call("TeleportVM_Task", Calls.machine(WEB), Calls.spec(hosts.untrusted));
        String viJson = "/sdk/vim25/8.0.3.0/VirtualMachine/vm-web/TeleportVM_Task";

        assertThat(soap(teleport).body()).contains("TeleportVM_Task is no method that this gateway knows");
        assertThat(gateway.json(viJson, "{}").body()).contains("is no method that this gateway knows");
        assertThat(vcenter.received).isEmpty();
        assertThat(soap(SoapMessage.call("QueryWhatIsNew", Calls.machine(WEB), ""))
                        .statusCode())
                .isEqualTo(200);

        reopen(Map.of("passed-methods", "TeleportVM_Task"));
        assertThat(soap(teleport).statusCode()).isEqualTo(200);
        assertThat(gateway.json(viJson, "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void every_machine_of_a_vapp_is_judged_as_what_it_is() {
        String name = World.unique("of-app");
        vcenter.machine("vm-of-app", name, "gw-own")
                .holds("VirtualApp", "app-1", WEB, "vm-of-app")
                .host("gw-own", "connected", false, "c-good");
        world.workload("uuid-of-" + name, "acme", hosts.trusted, Map.of("asset-tag", "true"));
        world.trustedHost("gw-own");

        assertThat(soap(SoapMessage.call("PowerOnVApp_Task", new Reference("VirtualApp", "app-1"), ""))
                        .body())
                .contains("refuses to power-on " + name, "F35-asset-tag");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void a_host_is_emptied_only_where_all_that_is_on_it_may_go_wherever_it_may_be_sent() {
        vcenter.machine(WEB, "web", hosts.trusted)
                .host(hosts.trusted, "connected", false, "c-mixed")
                .holds("HostSystem", hosts.trusted, WEB);
        String call = SoapMessage.call("EnterMaintenanceMode_Task", new Reference("HostSystem", hosts.trusted), "");

        assertThat(soap(call).body()).contains("refuses to migrate web", hosts.untrusted + " is not trusted");
        assertThat(vcenter.received).isEmpty();

        vcenter.host(hosts.trusted, "connected", false, "c-manual").holds("HostSystem", hosts.trusted, WEB);
        assertThat(soap(call).statusCode()).isEqualTo(200);
    }

    @Test
    void what_passes_and_what_does_not_is_counted() {
        double before = count("blocked");
        soap(Calls.relocate(WEB, hosts.untrusted));

        assertThat(count("blocked")).isEqualTo(before + 1);
    }

    private double count(String outcome) {
        return service.registry.find("leeward.vsphere.gateway.guarded").tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
