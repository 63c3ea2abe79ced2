package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.policy.UndecidedMoveObserved;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.vsphere.Govc;
import dev.leeward.testkit.vsphere.MoveSpellings;
import dev.leeward.testkit.vsphere.Vcsim;
import io.micrometer.core.instrument.Counter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vCenter simulator and VMware's own client, with the gateway between them. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class VcsimGatewayTest {

    private static final String PROVES = "that the gateway guards a vCenter";
    private static final String VM = "DC0_C0_RP0_VM0";
    private static final String GOOD = "DC0_C0_H0";
    private static final String BAD = "DC0_C0_H1";
    private static final Pattern RESULT = Pattern.compile("<returnval type=\"(\\w+)\"[^>]*>([^<]+)</returnval>");

    @TempDir
    Path folder;

    @Inject
    GatewayService service;

    @Inject
    World world;

    private Vcsim vcsim;
    private Upstream direct;
    private Vcenter view;
    private ClientSession session;
    private TestGateway gateway;
    private String password;

    @BeforeEach
    void open() throws IOException, LookUpFailed {
        ToolCheck.require(Vcsim.missing().isEmpty(), PROVES, Vcsim.missing().orElse(""));
        vcsim = Vcsim.start(folder.resolve("vcsim"), 1, Map.of());
        password = Files.readString(vcsim.passwordFile()).strip();
        URI upstream = URI.create(vcsim.url().replace("/sdk", ""));
        world.trustedHost("dc0-c0-h0");
        world.untrustedHost("dc0-c0-h1");
        Map<String, String> ca = Map.of("upstream-ca", vcsim.certificate().toString());
        GatewaySettings settings = TestGateway.settings(ca);
        direct = new Upstream(service.vertx, upstream, settings);
        view = new Vcenter(direct, settings.decisionTimeout());
        session = view.login(Vcsim.USER, password);
        gateway = TestGateway.before(upstream, folder, service, ca);
    }

    @AfterEach
    void shut() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        if (vcsim != null) {
            vcsim.close();
        }
    }

    @Test
    void govc_moves_to_a_trusted_host_and_is_told_why_to_no_other() throws Exception {
        Govc govc = govc();
        behindTheGateway(BAD);

        Govc.Output allowed = govc.run("vm.migrate", "-host", GOOD, VM);
        assertThat(allowed.text()).contains("OK");
        assertThat(allowed.exit()).isZero();
        assertThat(host()).isEqualTo(GOOD);

        Govc.Output refused = govc.run("vm.migrate", "-host", BAD, VM);
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.text())
                .contains("govc: ServerFaultCode: Leeward refuses to migrate " + VM + ": Host dc0-c0-h1 is not trusted")
                .contains("VMM measures hypervisor 5.0", "(decision ");
        assertThat(host()).isEqualTo(GOOD);

        Govc.Output intoPool = govc.run("vm.migrate", "-pool", "DC0_C0/Resources", VM);
        assertThat(intoPool.text()).contains("dc0-c0-h1 is not trusted");
    }

    @Test
    void govc_does_all_else_as_without_the_gateway() throws Exception {
        Govc govc = govc();
        Path file = Files.write(folder.resolve("file.bin"), new byte[3_000_000]);

        assertThat(govc.run("about").text()).contains("VMware vCenter Server");
        assertThat(govc.run("ls", "/DC0/vm").text()).contains(VM);
        assertThat(govc.run("vm.info", VM).text()).contains("poweredOn");
        assertThat(govc.run("vm.power", "-off", VM).text()).contains("OK");
        assertThat(govc.run("datastore.upload", "-ds", "LocalDS_0", file.toString(), "up.bin")
                        .exit())
                .isZero();
        Path back = folder.resolve("back.bin");
        assertThat(govc.run("datastore.download", "-ds", "LocalDS_0", "up.bin", back.toString())
                        .exit())
                .isZero();
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);

        Govc.Output on = govc.run("vm.power", "-on", VM);
        assertThat(on.text()).contains("dc0-c0-h1 is not trusted");
        assertThat(govc.run("vm.clone", "-vm", VM, "-host", BAD, "copy").text()).contains("is not trusted");
        assertThat(govc.run("vm.clone", "-vm", VM, "-on=false", "-host", GOOD, "copy")
                        .exit())
                .isZero();
        assertThat(govc.run("ls", "/DC0/vm").text()).contains("copy");
    }

    @Test
    void however_a_move_is_spelled_nothing_moves() throws Exception {
        behindTheGateway(GOOD);
        String cookie = loginThroughTheGateway();
        String vm = find("vm/" + VM).id();
        String bad = find("host/DC0_C0/" + BAD).id();

        for (Map.Entry<String, String> spelling : new TreeMap<>(MoveSpellings.of(vm, bad)).entrySet()) {
            HttpResponse<String> answer = gateway.soap(cookie, spelling.getValue());

            assertThat(answer.statusCode()).as(spelling.getKey()).isEqualTo(500);
            assertThat(host()).as(spelling.getKey()).isEqualTo(GOOD);
        }
    }

    @Test
    void a_move_past_the_gateway_is_told_of_once_and_one_through_it_not_at_all() throws Exception {
        behindTheGateway(GOOD);
        String workload = view.read(session, List.of(find("vm/" + VM)), "config.instanceUuid")
                .getFirst()
                .needed("config.instanceUuid")
                .text();
        gateway.close();
        gateway = watching();
        awaitLook();

        behindTheGateway(BAD);
        UndecidedMoveObserved told = world.kafka().awaitEvent(UndecidedMoveObserved.class, of(workload));
        assertThat(told.getWorkloadName()).isEqualTo(VM);
        assertThat(told.getChange()).isEqualTo("MOVED");
        assertThat(told.getSourceHost()).isEqualTo("dc0-c0-h0");
        assertThat(told.getDestinationHost()).isEqualTo("dc0-c0-h1");
        assertThat(told.getRunning()).isTrue();
        assertThat(told.getAfter()).isBefore(told.getSeenAt());

        String move = SoapMessage.call(
                "RelocateVM_Task",
                find("vm/" + VM),
                Calls.spec(find("host/DC0_C0/" + GOOD).id()));
        assertThat(gateway.soap(loginThroughTheGateway(), move).statusCode()).isEqualTo(200);
        awaitLook();
        gateway.close();
        behindTheGateway(BAD);
        gateway = watching();
        awaitLook();
        awaitLook();

        assertThat(world.kafka().events(UndecidedMoveObserved.class).stream().filter(of(workload)))
                .extracting(UndecidedMoveObserved::getDestinationHost)
                .containsExactly("dc0-c0-h1", "dc0-c0-h1");
    }

    private static Predicate<UndecidedMoveObserved> of(String workload) {
        return event -> event.getWorkloadId().equals(workload);
    }

    /** A gateway that looks at the vCenter several times a second. */
    private TestGateway watching() {
        return TestGateway.before(
                URI.create(vcsim.url().replace("/sdk", "")),
                folder,
                service,
                Map.of(
                        "upstream-ca",
                        vcsim.certificate().toString(),
                        "user",
                        Vcsim.USER,
                        "password-file",
                        vcsim.passwordFile().toString(),
                        "watch-interval",
                        "200ms"));
    }

    /** Until a look that begins from now on has been compared. */
    private void awaitLook() {
        double before = looks();
        await().atMost(Duration.ofSeconds(30)).until(() -> looks() >= before + 2);
    }

    private double looks() {
        Counter compared = service.registry
                .find("leeward.vsphere.gateway.looks")
                .tag("outcome", "compared")
                .counter();
        return compared == null ? 0 : compared.count();
    }

    private String loginThroughTheGateway() {
        HttpResponse<String> login = gateway.soap(
                "",
                SoapMessage.call(
                        "Login",
                        new Reference("SessionManager", "SessionManager"),
                        "<userName>" + Vcsim.USER + "</userName><password>" + password + "</password>"));
        return login.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    /** The host that the machine is on, by name, as the simulator itself says. */
    private String host() throws Exception {
        Reference on = view.read(session, List.of(find("vm/" + VM)), "runtime.host")
                .getFirst()
                .reference("runtime.host");
        return view.read(session, List.of(on), "name").getFirst().needed("name").text();
    }

    /** Moves it without the gateway. */
    private void behindTheGateway(String host) throws Exception {
        send(SoapMessage.call(
                "RelocateVM_Task",
                find("vm/" + VM),
                Calls.spec(find("host/DC0_C0/" + host).id())));
        assertThat(host()).isEqualTo(host);
    }

    private Reference find(String path) throws Exception {
        String answer = send(SoapMessage.call(
                "FindByInventoryPath",
                new Reference("SearchIndex", "SearchIndex"),
                "<inventoryPath>/DC0/" + path + "</inventoryPath>"));
        Matcher found = RESULT.matcher(answer);
        assertThat(found.find()).as(answer).isTrue();
        return new Reference(found.group(1), found.group(2));
    }

    private String send(String message) throws Exception {
        return direct.client()
                .request(direct.request(HttpMethod.POST, "/sdk")
                        .putHeader("Cookie", session.cookie())
                        .putHeader("Content-Type", "text/xml"))
                .compose(request -> request.send(message).compose(HttpClientResponse::body))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .toString();
    }

    private Govc govc() {
        ToolCheck.require(
                Govc.missing().isEmpty(),
                "that govc prints the gateway's reason",
                Govc.missing().orElse(""));
        return new Govc(gateway.at("/sdk").toString(), gateway.certificate(), Vcsim.USER, password, folder);
    }
}
