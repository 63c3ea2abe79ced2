package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.xml.XmlElement;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A vCenter as far as the gateway needs one: it shows properties, and notes whatever else reaches it. */
final class FakeVcenter implements AutoCloseable {

    static final String USER = "VSPHERE.LOCAL\\ada";
    static final String COOKIE = "vmware_soap_session=fake";
    static final String PASSWORD = "pass & word";

    private static final Pattern OBJECT = Pattern.compile("<obj type=\"(\\w+)\">([^<]+)</obj>");
    private static final Buffer BLOCK = Buffer.buffer(new byte[64 * 1024]);

    private final HttpServer server;
    private final Map<String, Map<String, String>> objects = new ConcurrentHashMap<>();

    /** Whatever arrived and was no look-up: method, address and body. */
    final List<String> received = new CopyOnWriteArrayList<>();

    final AtomicLong uploaded = new AtomicLong();

    volatile long delayOfLookUps;

    /** The sessions that are open, by their cookies. */
    final Set<String> sessions = ConcurrentHashMap.newKeySet();

    private FakeVcenter(Vertx vertx, int port) {
        sessions.add(COOKIE);
        object(
                "SessionManager",
                "SessionManager",
                Map.of(
                        "currentSession",
                        "<val xsi:type=\"UserSession\"><key>k</key><userName>" + USER + "</userName></val>"));
        server = vertx.createHttpServer()
                .requestHandler(request -> answer(vertx, request))
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static FakeVcenter start(Vertx vertx) {
        return new FakeVcenter(vertx, 0);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    FakeVcenter object(String type, String id, Map<String, String> properties) {
        objects.put(type + " " + id, new LinkedHashMap<>(properties));
        return this;
    }

    /** A cluster with these hosts, each of the id of its name, and its pool {@code pool-of-ID}. */
    FakeVcenter cluster(String id, boolean scheduled, String... hosts) {
        StringBuilder members = new StringBuilder();
        for (String host : hosts) {
            members.append(reference("ManagedObjectReference", "HostSystem", host));
            host(host, "connected", false, id);
        }
        object(
                "ClusterComputeResource",
                id,
                Map.of(
                        "host", "<val xsi:type=\"ArrayOfManagedObjectReference\">" + members + "</val>",
                        "configurationEx",
                                "<val xsi:type=\"ClusterConfigInfoEx\"><drsConfig><enabled>" + scheduled
                                        + "</enabled></drsConfig></val>"));
        return object("ResourcePool", "pool-of-" + id, Map.of("owner", reference("val", "ClusterComputeResource", id)));
    }

    FakeVcenter host(String name, String state, boolean maintenance, String cluster) {
        return object(
                "HostSystem",
                name,
                Map.of(
                        "name", text(name),
                        "summary.hardware.uuid", text("uuid-of-" + name),
                        "parent", reference("val", "ClusterComputeResource", cluster),
                        "runtime.connectionState", text(state),
                        "runtime.inMaintenanceMode", text(String.valueOf(maintenance))));
    }

    FakeVcenter machine(String id, String name, String host) {
        object("VirtualMachineSnapshot", "snapshot-of-" + id, Map.of("vm", reference("val", "VirtualMachine", id)));
        return object(
                "VirtualMachine",
                id,
                Map.of(
                        "name", text(name),
                        "config.instanceUuid", text("uuid-of-" + name),
                        "runtime.host", reference("val", "HostSystem", host)));
    }

    /** Says that these machines are in a host, a pool or a vApp. */
    FakeVcenter holds(String type, String id, String... machines) {
        StringBuilder members = new StringBuilder();
        for (String machine : machines) {
            members.append(reference("ManagedObjectReference", "VirtualMachine", machine));
        }
        objects.computeIfAbsent(type + " " + id, _ -> new LinkedHashMap<>())
                .put("vm", "<val xsi:type=\"ArrayOfManagedObjectReference\">" + members + "</val>");
        return this;
    }

    private static String text(String value) {
        return "<val xsi:type=\"xsd:string\">" + XmlElement.escaped(value) + "</val>";
    }

    private static String reference(String element, String type, String id) {
        return "<" + element + " type=\"" + type + "\" xsi:type=\"ManagedObjectReference\">" + id + "</" + element
                + ">";
    }

    private void answer(Vertx vertx, HttpServerRequest request) {
        switch (request.path()) {
            case "/big" -> big(request, Long.parseLong(request.getParam("blocks")));
            case "/upload" -> {
                request.handler(chunk -> uploaded.addAndGet(chunk.length()));
                request.endHandler(_ -> request.response().setStatusCode(201).end("uploaded"));
            }
            case "/wait" -> vertx.setTimer(1500, _ -> request.response().end("updates"));
            case "/moved" -> {
                request.response().setStatusCode(302).putHeader("Location", url() + "/elsewhere");
                request.response().headers().add("Set-Cookie", "a=1; Secure").add("Set-Cookie", "b=2");
                request.response().end();
            }
            case "/cut" -> {
                request.response().putHeader("Content-Length", "1000").write("only this");
                vertx.setTimer(100, _ -> request.connection().close());
            }
            default -> request.bodyHandler(body -> call(vertx, request, body.toString()));
        }
    }

    private static void big(HttpServerRequest request, long blocks) {
        request.response().setChunked(true);
        more(request, blocks);
    }

    private static void more(HttpServerRequest request, long blocks) {
        if (blocks == 0) {
            request.response().end();
        } else {
            request.response().write(BLOCK).onSuccess(_ -> more(request, blocks - 1));
        }
    }

    private void call(Vertx vertx, HttpServerRequest request, String body) {
        if (body.contains("<RetrieveProperties ") || request.path().endsWith("ession")) {
            vertx.setTimer(Math.max(1, delayOfLookUps), _ -> lookUp(request, body));
        } else if (body.contains("<RetrieveServiceContent ")) {
            request.response().setStatusCode(500).end(fault("NotSupported"));
        } else if (body.contains("<Login ")) {
            boolean known = body.contains("<password>pass &amp; word</password>");
            String cookie = "vmware_soap_session=" + UUID.randomUUID();
            sessions.add(cookie);
            request.response()
                    .setStatusCode(known ? 200 : 500)
                    .putHeader("Set-Cookie", cookie + "; Path=/; HttpOnly")
                    .end(known ? SoapMessage.envelope("<LoginResponse xmlns=\"urn:vim25\"/>") : fault("InvalidLogin"));
        } else {
            received.add(request.method() + " " + request.uri() + " " + body);
            request.response()
                    .putHeader("Content-Type", "text/xml")
                    .end(SoapMessage.envelope("<DoneResponse xmlns=\"urn:vim25\"><returnval"
                            + " type=\"Task\">task-1</returnval></DoneResponse>"));
        }
    }

    private void lookUp(HttpServerRequest request, String body) {
        boolean soap = request.path().equals("/sdk");
        String token = request.getHeader(ClientSession.TOKEN_HEADER);
        String cookie = String.valueOf(request.getHeader("Cookie"));
        if (soap ? !sessions.contains(cookie) : !"token".equals(token)) {
            request.response().setStatusCode(soap ? 500 : 401).end(soap ? fault("NotAuthenticated") : "{}");
        } else if (soap) {
            request.response().end(SoapMessage.envelope(properties(body)));
        } else {
            request.response().end("{\"user\":\"ADA\",\"userName\":\"ADA\",\"value\":{\"user\":\"ADA\"}}");
        }
    }

    private String properties(String body) {
        StringBuilder answer = new StringBuilder("<RetrievePropertiesResponse xmlns=\"urn:vim25\">");
        Matcher object = OBJECT.matcher(body);
        while (object.find()) {
            Map<String, String> known = objects.getOrDefault(object.group(1) + " " + object.group(2), Map.of());
            answer.append("<returnval>").append(object.group());
            known.forEach((path, value) -> answer.append("<propSet><name>")
                    .append(path)
                    .append("</name>")
                    .append(value)
                    .append("</propSet>"));
            answer.append("</returnval>");
        }
        return answer.append("</RetrievePropertiesResponse>").toString();
    }

    private static String fault(String type) {
        return SoapMessage.envelope(
                "<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring>" + "<detail><"
                        + type + "Fault xmlns=\"urn:vim25\" xsi:type=\"" + type + "\"/></detail></soapenv:Fault>");
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
