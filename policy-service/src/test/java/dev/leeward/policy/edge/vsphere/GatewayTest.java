package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.vsphere.MoveSpellings;
import dev.leeward.testkit.vsphere.PemCertificate;
import io.micrometer.core.instrument.Counter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may pass does, as it is; what may not is refused in the words of the interface that it came by. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class GatewayTest {

    private static final String WEB = "vm-web";

    @TempDir
    static Path folder;

    @Inject
    GatewayService service;

    @Inject
    World world;

    @Inject
    GatewayHosts hosts;

    private FakeVcenter vcenter;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        vcenter = FakeVcenter.start(service.vertx)
                .cluster("c-mixed", true, hosts.trusted, hosts.untrusted)
                .cluster("c-good", true, hosts.trusted)
                .cluster("c-manual", false, hosts.trusted, hosts.untrusted)
                .cluster("c-own", false, "gw-own")
                .machine(WEB, "web", "gw-own");
        gateway = gateway(Map.of());
    }

    private TestGateway gateway(Map<String, String> settings) {
        return TestGateway.before(vcenter.url(), folder, service, settings);
    }

    @AfterEach
    void shut() {
        gateway.close();
        vcenter.close();
    }

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

    static Stream<String> spellings() {
        return new TreeMap<>(MoveSpellings.of("vm-x", "host-1")).keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void however_a_move_to_an_untrusted_host_is_spelled_it_does_not_reach_the_vcenter(String spelling) {
        HttpResponse<String> answer =
                soap(MoveSpellings.of(WEB, hosts.untrusted).getOrDefault(spelling, ""));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).containsAnyOf("does not pass this message on", "is not trusted", "could not decide");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void what_is_hidden_from_a_reader_of_text_is_decided_as_what_it_means() {
        for (String spelling : List.of("CDATA", "decimal character reference", "single quotes", "prefix of its own")) {
            assertThat(soap(MoveSpellings.of(WEB, hosts.untrusted).getOrDefault(spelling, ""))
                            .body())
                    .as(spelling)
                    .contains("Host " + hosts.untrusted + " is not trusted");
        }
    }

    @Test
    void a_body_that_is_not_plain_is_refused() throws IOException {
        String message = Calls.relocate(WEB, hosts.untrusted);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(message.getBytes(StandardCharsets.UTF_8));
        }

        refusedAsMessage(
                post().header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed.toByteArray())),
                "compressed");
        refusedAsMessage(post().POST(BodyPublishers.ofString(message, StandardCharsets.UTF_16)), "UTF-8");
        refusedAsMessage(
                post().setHeader("Content-Type", "text/xml; charset=utf-16")
                        .POST(BodyPublishers.ofString(message, StandardCharsets.UTF_16)),
                "charset");
        refusedAsMessage(
                post().setHeader("SOAPAction", "urn:vim25/6.7#CurrentTime").POST(BodyPublishers.ofString(message)),
                "SOAPAction");
        refusedAsMessage(post().POST(BodyPublishers.ofString(message + " ".repeat(5_000_000))), "longer than");
    }

    @Test
    void tricks_with_the_framing_reach_nothing() {
        String message = Calls.relocate(WEB, hosts.untrusted);
        String head = "POST /sdk HTTP/1.1\r\nHost: x\r\nCookie: " + FakeVcenter.COOKIE
                + "\r\nContent-Type: text/xml\r\nConnection: close\r\n";
        String chunk = Integer.toHexString(message.length()) + "\r\n" + message + "\r\n0\r\n\r\n";

        for (String request : List.of(
                head + "Content-Length: 5\r\nContent-Length: " + message.length() + "\r\n\r\n" + message,
                head + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" + chunk,
                head + "Transfer-Encoding: identity, chunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding: xchunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding : chunked\r\n\r\n" + chunk,
                head.replace("POST /sdk", "GET /sdk") + "Content-Length: " + message.length() + "\r\n\r\n" + message,
                head.replace("POST /sdk", "POST /%73dk") + "Content-Length: " + message.length() + "\r\n\r\n" + message,
                head.replace("POST /sdk", "POST https://x/sdk") + "Content-Length: " + message.length() + "\r\n\r\n"
                        + message,
                head.replace("POST /sdk", "post /sdk") + "Content-Length: " + message.length() + "\r\n\r\n" + message,
                head.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nUpgrade: h2c\r\n") + "Content-Length: " + message.length()
                        + "\r\n\r\n" + message)) {
            assertThat(gateway.raw(request)).as(request).doesNotContain("task-1");
        }
        assertThat(vcenter.received).noneMatch(received -> received.contains("RelocateVM_Task"));
    }

    @Test
    void a_message_in_chunks_is_judged_as_a_whole() {
        String message = Calls.relocate(WEB, hosts.untrusted);
        StringBuilder chunks = new StringBuilder("POST /sdk HTTP/1.1\r\nHost: x\r\nCookie: " + FakeVcenter.COOKIE
                + "\r\nContent-Type: text/xml\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < message.length(); i++) {
            chunks.append("1;x=y\r\n").append(message.charAt(i)).append("\r\n");
        }

        assertThat(gateway.raw(chunks + "0\r\nX-Trailer: 1\r\n\r\n")).contains("is not trusted");
        assertThat(vcenter.received).isEmpty();
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
        gateway.close();
        gateway = gateway(Map.of("unknown-workload", "DENY"));

        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).body()).contains("builtin-workload-known");
    }

    @Test
    void a_host_may_be_known_by_the_uuid_of_its_board_and_a_workload_by_its_name() {
        world.trustedHost("uuid-of-" + hosts.trusted);
        gateway.close();
        gateway = gateway(Map.of("host-id", "UUID", "workload-id", "NAME"));

        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).statusCode()).isEqualTo(200);
        DecisionMade made = world.kafka()
                .awaitEvent(
                        DecisionMade.class, event -> ("uuid-of-" + hosts.trusted).equals(event.getDestinationHost()));
        assertThat(made.getWorkloadId()).isEqualTo("web");
    }

    @Test
    void people_may_have_other_roles_and_be_a_tenants() {
        gateway.close();
        gateway = gateway(Map.of(
                "people[0].user", "vsphere.local\\ADA",
                "people[0].roles", "tenant-operator",
                "people[0].tenant", "acme"));

        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).body()).contains("builtin-tenant-boundary", "tenant acme");

        gateway.close();
        gateway = gateway(Map.of("people[0].user", FakeVcenter.USER));
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
        gateway.close();
        gateway = gateway(Map.of("decision-timeout", "300ms"));
        vcenter.delayOfLookUps = 2_000;

        HttpResponse<String> answer = soap(Calls.relocate(WEB, hosts.trusted));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("could not decide RelocateVM_Task", "300 ms");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void an_account_for_look_ups_serves_the_json_interfaces_and_logs_in_again() throws IOException {
        gateway.close();
        Path password = Files.writeString(folder.resolve("password"), FakeVcenter.PASSWORD + "\n");
        gateway = gateway(Map.of("user", "reader", "password-file", password.toString()));
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
    void json_that_can_be_read_in_two_ways_is_refused() {
        String relocate = "/api/vcenter/vm/vm-web?action=relocate";
        for (String body : List.of(
                "{\"placement\":{\"host\":\"a\",\"host\":\"b\"}}",
                "{\"placement\":{\"host\":\"a\",\"h\\u006fst\":\"b\"}}",
                "{\"placement\":{\"host\":\"a\",\"Host\":\"b\"}}",
                "{\"placement\":[{\"host\":\"a\"},{\"host\":\"b\"}]}"
                        .replace("[", "[[")
                        .replace("]", "]]"),
                "{\"placement\":{\"host\":\"a\"}} {\"placement\":{}}",
                "{\"placement\":{\"host\":\"a\"},}",
                "{'placement':{'host':'a'}}",
                "[]",
                "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}",
                "{\"placement\":{\"host\":\"a b\"}}",
                "placement=host")) {
            HttpResponse<String> answer = gateway.json(relocate, body);

            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).as(body).contains("INVALID_ARGUMENT", "does not pass this message on");
        }
        assertThat(vcenter.received).isEmpty();
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
    void who_asks_is_said_in_one_way_only() {
        String message = Calls.relocate(WEB, hosts.untrusted);
        String head = "POST /sdk HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: "
                + message.length() + "\r\n";

        for (String who : List.of(
                "Cookie: " + FakeVcenter.COOKIE + "\r\nCookie: vmware_soap_session=other\r\n",
                "Cookie: " + FakeVcenter.COOKIE + "; vmware_soap_session=other\r\n",
                "Cookie: " + FakeVcenter.COOKIE + "\r\nAuthorization: Basic YTpi\r\n",
                "vmware-api-session-id: a\r\nvmware-api-session-id: b\r\n")) {
            assertThat(gateway.raw(head + who + "\r\n" + message)).as(who).contains("whose session");
        }
        assertThat(vcenter.received).isEmpty();
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

        gateway.close();
        gateway = gateway(Map.of("passed-methods", "TeleportVM_Task"));
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
    void a_reference_that_says_more_than_one_is_no_reference() {
        HttpResponse<String> answer = gateway.json(
                "/sdk/vim25/8.0.1.0/VirtualMachine/vm-web/RelocateVM_Task",
                "{\"spec\":{\"host\":{\"type\":\"HostSystem\",\"value\":\"" + hosts.trusted + "\",\"Value\":\""
                        + hosts.untrusted + "\"}}}");

        assertThat(answer.body()).contains("host is no reference");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void what_moves_within_the_vcenter_is_closed() {
        HttpResponse<String> answer = gateway.send(gateway.request("/ui/").GET());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("/ui acts within the vCenter");
        assertThat(gateway.send(gateway.request("/new-service/sdk").POST(BodyPublishers.ofString("x")))
                        .body())
                .contains("a service that this gateway does not know");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void everything_else_passes_as_it_is() {
        HttpResponse<String> answer = gateway.send(gateway.request("/moved?a=%20b")
                .header("X-Custom", "1")
                .header("X-HTTP-Method-Override", "DELETE")
                .GET());

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("/elsewhere");
        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1; Secure", "b=2");
        assertThat(gateway.send(gateway.request("/x?a=%20b").method("DELETE", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(vcenter.received).containsExactly("DELETE /x?a=%20b ");
    }

    @Test
    void long_answers_and_long_bodies_stream_both_ways() throws Exception {
        long blocks = 3_000;
        HttpResponse<InputStream> big =
                gateway.http().send(gateway.request("/big?blocks=" + blocks).build(), BodyHandlers.ofInputStream());
        try (InputStream body = big.body()) {
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(blocks * 64 * 1024);
        }

        byte[] block = new byte[1024 * 1024];
        HttpResponse<String> uploaded = gateway.send(
                gateway.request("/upload").PUT(BodyPublishers.ofByteArrays(Collections.nCopies(100, block))));
        assertThat(uploaded.statusCode()).isEqualTo(201);
        assertThat(vcenter.uploaded.get()).isEqualTo(100L * 1024 * 1024);
    }

    @Test
    void whoever_waits_for_updates_holds_nobody_up() {
        CompletableFuture<HttpResponse<String>> waiting =
                gateway.http().sendAsync(gateway.request("/wait").build(), BodyHandlers.ofString());

        assertThat(gateway.send(gateway.request("/moved").GET()).statusCode()).isEqualTo(302);
        assertThat(waiting).isNotDone();
        await().atMost(Duration.ofSeconds(10)).until(waiting::isDone);
        assertThat(waiting.join().body()).isEqualTo("updates");
    }

    @Test
    void an_answer_that_is_cut_off_is_cut_off_for_the_client_too() {
        assertThat(gateway.raw("GET /cut HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("only this");
    }

    @Test
    void a_vcenter_that_is_down_is_said_to_be() {
        vcenter.close();

        HttpResponse<String> soap =
                soap(SoapMessage.call("CurrentTime", new Reference("ServiceInstance", "ServiceInstance"), ""));
        assertThat(soap.statusCode()).isEqualTo(500);
        assertThat(soap.body()).contains("The vCenter behind this Leeward gateway", "does not answer");
        assertThat(gateway.send(gateway.request("/folder/x").GET()).statusCode())
                .isEqualTo(502);
        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).body()).contains("the vCenter cannot be reached");
        vcenter = FakeVcenter.start(service.vertx);
    }

    @Test
    void a_mistake_in_the_configuration_ends_the_start_and_is_named() {
        for (Map<String, String> mistake : List.of(
                Map.of("upstream", "http://vcenter.example.com"),
                Map.of("upstream", "https://user:secret@vcenter.example.com"),
                Map.of("upstream", "https://vcenter.example.com/sdk"),
                Map.of("key", "/none"),
                Map.of("passed-methods", "RelocateVM_Task"),
                Map.of("user", "reader"))) {
            Map<String, String> settings = new HashMap<>(mistake);
            assertThat(catchThrowable(() -> gateway(settings)))
                    .as(mistake.toString())
                    .hasMessageContaining("leeward.vsphere-gateway.");
        }
    }

    @Test
    void a_renewed_certificate_is_taken_into_use(@TempDir Path own, @TempDir Path other) throws Exception {
        gateway.close();
        gateway = TestGateway.before(vcenter.url(), own, service, Map.of());
        assertThat(gateway.renewed()).isFalse();

        PemCertificate renewed = PemCertificate.in(other);
        Files.copy(renewed.certificate(), own.resolve("gateway.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(renewed.key(), own.resolve("gateway.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(
                own.resolve("gateway.key"), FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(gateway.renewed()).isTrue();
        try (HttpClient trusting = HttpClient.newBuilder()
                .sslContext(PemCertificate.trusting(renewed.certificate()))
                .build()) {
            assertThat(trusting.send(gateway.request("/moved").build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(302);
        }
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

    private HttpResponse<String> soap(String message) {
        return gateway.soap(FakeVcenter.COOKIE, message);
    }

    private HttpRequest.Builder post() {
        return gateway.request("/sdk").header("Content-Type", "text/xml").header("Cookie", FakeVcenter.COOKIE);
    }

    private void refusedAsMessage(HttpRequest.Builder request, String why) {
        HttpResponse<String> answer = gateway.send(request);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("does not pass this message on", why);
        assertThat(vcenter.received).isEmpty();
    }
}
