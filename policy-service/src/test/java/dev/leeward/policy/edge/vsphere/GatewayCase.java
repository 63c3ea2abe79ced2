package dev.leeward.policy.edge.vsphere;

import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway before a vCenter that the test plays, which has clusters with and without an untrusted host. */
abstract class GatewayCase {
    static final String WEB = "vm-web";

    @TempDir
    static Path folder;

    @Inject
    GatewayService service;

    @Inject
    GatewayHosts hosts;

    FakeVcenter vcenter;
    TestGateway gateway;

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

    /** A gateway with settings of its own in the place of the one that is open. */
    void reopen(Map<String, String> settings) {
        gateway.close();
        gateway = gateway(settings);
    }

    TestGateway gateway(Map<String, String> settings) {
        return TestGateway.before(vcenter.url(), folder, service, settings);
    }

    @AfterEach
    void shut() {
        gateway.close();
        vcenter.close();
    }

    HttpResponse<String> soap(String message) {
        return gateway.soap(FakeVcenter.COOKIE, message);
    }
}
