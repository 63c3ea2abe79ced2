package dev.leeward.bench;

import dev.leeward.local.UserError;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.vsphere.MoveSpellings;
import dev.leeward.testkit.vsphere.PemCertificate;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The vSphere gateway: a call of RelocateVM_Task through it, to a host of a simulated vCenter. */
final class GatewayPoint implements EnforcementPoint {
    /** The host as Leeward has it; the vCenter writes its name in capitals, with underscores. */
    static final String HOST = "dc0-c0-h1";

    private static final String ELSEWHERE = "host/DC0_C0/DC0_C0_H0";
    private static final String THERE = "host/DC0_C0/DC0_C0_H1";
    private static final String MACHINE = "vm/DC0_C0_RP0_VM0";
    private static final Pattern FOUND = Pattern.compile("<returnval [^>]*>([^<]+)</returnval>");
    private static final Pattern REASON = Pattern.compile("<faultstring>(.*?)</faultstring>", Pattern.DOTALL);

    private final Vcsim vcsim;
    private final PemCertificate certificate;
    private final int port = Ports.free();
    private final VcenterWay straight;
    private final VcenterWay through;
    private final HttpClient toVcenter;
    private final HttpClient toGateway;

    GatewayPoint(Path folder) throws IOException {
        vcsim = Vcsim.start(folder, 1, Map.of());
        certificate = PemCertificate.in(folder);
        straight = VcenterWay.to(vcsim);
        through = VcenterWay.through(port, certificate, vcsim);
        toVcenter = straight.client();
        toGateway = through.client();
    }

    @Override
    public String name() {
        return "vSphere gateway";
    }

    @Override
    public Map<String, String> environment() {
        return environment(vcsim, certificate, port);
    }

    /** What policy-service is told so that its gateway stands before a simulated vCenter. */
    static Map<String, String> environment(Vcsim vcsim, PemCertificate certificate, int port) {
        var prefix = "LEEWARD_VSPHERE_GATEWAY_";
        return Map.of(
                prefix + "UPSTREAM", vcsim.url().replace("/sdk", ""),
                prefix + "UPSTREAM_CA", vcsim.certificate().toString(),
                prefix + "PORT", Integer.toString(port),
                prefix + "CERTIFICATE", certificate.certificate().toString(),
                prefix + "KEY", certificate.key().toString());
    }

    /** The machine is put elsewhere first, past the gateway. */
    @Override
    public Optional<String> refusal() {
        var session = straight.login(toVcenter);
        var machine = find(session, MACHINE);
        var put = straight.send(toVcenter, session, relocation(machine, find(session, ELSEWHERE)));
        if (put.statusCode() != 200) {
            throw new UserError("the simulated vCenter moves nothing: " + put.body());
        }
        var move = relocation(machine, find(session, THERE));
        var answer = through.send(toGateway, through.login(toGateway), move);
        return answer.statusCode() == 200 ? Optional.empty() : Optional.of(reason(answer));
    }

    private static String reason(HttpResponse<String> answer) {
        var reason = REASON.matcher(answer.body());
        return reason.find() ? reason.group(1) : answer.body();
    }

    private String find(String session, String path) {
        var answer = straight.send(
                toVcenter,
                session,
                MoveSpellings.message("<FindByInventoryPath xmlns=\"urn:vim25\"><_this type=\"SearchIndex\">SearchIndex"
                        + "</_this><inventoryPath>/DC0/" + path + "</inventoryPath></FindByInventoryPath>"));
        var found = FOUND.matcher(answer.body());
        if (!found.find()) {
            throw new UserError("the simulated vCenter has no " + path + ": " + answer.body());
        }
        return found.group(1);
    }

    private static String relocation(String machine, String host) {
        return MoveSpellings.message("<RelocateVM_Task xmlns=\"urn:vim25\"><_this type=\"VirtualMachine\">" + machine
                + "</_this><spec><host type=\"HostSystem\">" + host + "</host></spec>"
                + "<priority>defaultPriority</priority></RelocateVM_Task>");
    }

    @Override
    public void close() {
        toVcenter.close();
        toGateway.close();
        try {
            vcsim.close();
        } catch (IOException e) {
            throw new UserError("vcsim does not stop: " + e.getMessage(), e);
        }
    }
}
