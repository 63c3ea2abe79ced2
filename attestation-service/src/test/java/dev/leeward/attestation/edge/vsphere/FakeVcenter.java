package dev.leeward.attestation.edge.vsphere;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.leeward.testkit.tpm.MeasuredEvent;
import dev.leeward.testkit.vsphere.EsxiHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Speaks as much of the vSphere API as is read here, in answers of the shape that a vCenter 8 gives. A test adds hosts,
 * ends the session, or puts another answer in the place of one.
 */
public final class FakeVcenter implements AutoCloseable {

    public static final String USER = "reader@vsphere.local";
    public static final String PASSWORD = "p<a&ss>";

    private static final Pattern METHOD = Pattern.compile("<soapenv:Body><(\\w+) ");
    private static final Pattern TARGET = Pattern.compile("<_this type=\"(\\w+)\">([^<]*)</_this>");

    /** A whole HTTP answer. */
    public record Answer(int status, String body) {
        static Answer of(String xml) {
            return new Answer(200, xml);
        }
    }

    private final HttpServer server;
    private final Map<String, Answer> instead = new ConcurrentHashMap<>();
    private final Map<String, String> hosts = new TreeMap<>();
    private final Map<String, EsxiHost> tpms = new ConcurrentHashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile String session = "";
    private volatile int pageSize = 1000;
    private volatile long delayMillis;

    /** Without TLS, on the port, or on any where that is 0. */
    public FakeVcenter(int port) {
        this(port, null);
    }

    FakeVcenter(int port, @Nullable SSLContext tls) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            if (tls == null) {
                server = HttpServer.create(address, 0);
            } else {
                HttpsServer secure = HttpsServer.create(address, 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = secure;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/sdk", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public URI url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/sdk");
    }

    /** Adds a host to cluster C0 of data center DC0, or changes it. */
    public synchronized void host(String id, String name, EsxiHost host) {
        host(id, name, host, "domain-c8", "connected");
    }

    /** Adds a host to a cluster: domain-c8 is C0 of DC0, domain-c9 is C1 of DC1. */
    public synchronized void host(String id, String name, EsxiHost host, String cluster, String connectionState) {
        hosts.put(id, hostObject(id, name, host, cluster, connectionState));
        tpms.put(id, host);
    }

    public synchronized void remove(String id) {
        hosts.remove(id);
        tpms.remove(id);
    }

    /** Answers a method with something else, until it is null. */
    public void instead(String method, @Nullable Answer answer) {
        if (answer == null) {
            instead.remove(method);
        } else {
            instead.put(method, answer);
        }
    }

    /** Answers a method with a fault. */
    public void fault(String method, String type, String message) {
        instead.put(method, fault(type, message));
    }

    void expireSession() {
        session = "expired";
    }

    void pagesOf(int objects) {
        pageSize = objects;
    }

    void delay(long millis) {
        delayMillis = millis;
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    int logins() {
        return sessions.get();
    }

    static String envelope(String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<soapenv:Envelope xmlns:soapenc=\"http://schemas.xmlsoap.org/soap/encoding/\""
                + " xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<soapenv:Body>\n" + body
                + "\n</soapenv:Body>\n</soapenv:Envelope>";
    }

    private static Answer response(String method, String content) {
        return Answer.of(
                envelope("<" + method + "Response xmlns=\"urn:vim25\">" + content + "</" + method + "Response>"));
    }

    static Answer fault(String type, String message) {
        String body = "<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>" + message
                + "</faultstring><detail><" + type + "Fault xmlns=\"urn:vim25\" xsi:type=\"" + type
                + "\"><privilegeId>System.View</privilegeId></" + type + "Fault></detail></soapenv:Fault>";
        return new Answer(500, envelope(body));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher method = METHOD.matcher(request);
            String name = method.find() ? method.group(1) : "?";
            synchronized (this) {
                calls.add(name);
            }
            String cookie = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"));
            Answer answer = instead.containsKey(name) ? instead.get(name) : answer(name, request, cookie);
            if (name.equals("Login") && answer.status() == 200) {
                exchange.getResponseHeaders()
                        .add("Set-Cookie", "vmware_soap_session=\"" + session + "\"; Path=/; HttpOnly; Secure;");
            }
            exchange.getResponseHeaders().add("Content-Type", "text/xml; charset=utf-8");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            if (delayMillis > 0) {
                LockSupport.parkNanos(delayMillis * 1_000_000);
            }
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Answer answer(String method, String request, String cookie) {
        boolean open = method.equals("RetrieveServiceContent") || method.equals("Login");
        if (!open && !cookie.equals("vmware_soap_session=\"" + session + "\"")) {
            return fault("NotAuthenticated", "The session is not authenticated.");
        }
        return switch (method) {
            case "RetrieveServiceContent" -> response(method, SERVICE_CONTENT);
            case "Login" -> login(request);
            case "Logout" -> {
                session = "none";
                yield response(method, "");
            }
            case "RetrievePropertiesEx" -> page(method, 0);
            case "ContinueRetrievePropertiesEx" ->
                page(method, Integer.parseInt(request.replaceAll("(?s).*<token>(\\d+)</token>.*", "$1")));
            case "QueryTpmAttestationReport" -> report(method, request);
            default -> fault("NotSupported", "The operation is not supported on the object.");
        };
    }

    private Answer login(String request) {
        boolean right = request.contains("<userName>" + USER + "</userName>")
                && request.contains("<password>p&lt;a&amp;ss&gt;</password>");
        if (!right) {
            return fault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.");
        }
        session = "session-" + sessions.incrementAndGet();
        return response("Login", "<returnval><key>52f</key><userName>" + USER + "</userName></returnval>");
    }

    private Answer page(String method, int from) {
        List<String> objects = new ArrayList<>(PARENTS);
        objects.addAll(hosts.values());
        int to = Math.min(from + pageSize, objects.size());
        String token = to < objects.size() ? "<token>" + to + "</token>" : "";
        return response(method, "<returnval>" + token + String.join("", objects.subList(from, to)) + "</returnval>");
    }

    private Answer report(String method, String request) {
        Matcher target = TARGET.matcher(request);
        EsxiHost host = target.find() ? tpms.get(target.group(2)) : null;
        if (host == null || host.boot() == null) {
            return fault("NotSupported", "The operation is not supported on the object.");
        }
        String pcrs = host.pcrs().entrySet().stream()
                .map(pcr -> "<tpmPcrValues><digestMethod>SHA256</digestMethod>" + octets("digestValue", pcr.getValue())
                        + "<objectName>PCR" + pcr.getKey() + "</objectName><pcrNumber>" + pcr.getKey()
                        + "</pcrNumber></tpmPcrValues>")
                .collect(Collectors.joining());
        String events = host.boot().vmmEvents().stream().map(FakeVcenter::event).collect(Collectors.joining());
        return response(method, "<returnval>" + pcrs + events + "<tpmLogReliable>true</tpmLogReliable></returnval>");
    }

    private static String event(MeasuredEvent event) {
        return "<tpmEvents><pcrIndex>" + event.pcr()
                + "</pcrIndex><eventDetails xsi:type=\"HostTpmSoftwareComponentEventDetails\">"
                + octets("dataHash", event.digest()) + "<dataHashMethod>SHA256</dataHashMethod><componentName>"
                + event.description() + "</componentName></eventDetails></tpmEvents>";
    }

    /** An answer to QueryTpmAttestationReport of a host whose TPM has no SHA-256 bank. */
    public static Answer emptyReport() {
        return response("QueryTpmAttestationReport", "<returnval><tpmLogReliable>true</tpmLogReliable></returnval>");
    }

    static String octets(String name, String hex) {
        StringBuilder octets = new StringBuilder();
        for (byte octet : HexFormat.of().parseHex(hex)) {
            octets.append('<')
                    .append(name)
                    .append('>')
                    .append(octet)
                    .append("</")
                    .append(name)
                    .append('>');
        }
        return octets.toString();
    }

    private static String property(String name, String type, String content) {
        return "<propSet><name>" + name + "</name><val xsi:type=\"" + type + "\">" + content + "</val></propSet>";
    }

    private static String reference(String name, String type, String value) {
        return "<propSet><name>" + name + "</name><val type=\"" + type + "\" xsi:type=\"ManagedObjectReference\">"
                + value + "</val></propSet>";
    }

    private static String parent(String type, String id, String name, String parentType, String parent) {
        return "<objects><obj type=\"" + type + "\">" + id + "</obj>" + property("name", "xsd:string", name)
                + reference("parent", parentType, parent) + "</objects>";
    }

    private static String hostObject(String id, String name, EsxiHost host, String cluster, String connectionState) {
        String options = host.options().entrySet().stream()
                .map(option -> "<OptionValue xsi:type=\"OptionValue\"><key>" + option.getKey()
                        + "</key><value xsi:type=\"xsd:string\">" + option.getValue() + "</value></OptionValue>")
                .collect(Collectors.joining());
        return "<objects><obj type=\"HostSystem\">" + id + "</obj>"
                + property("name", "xsd:string", name)
                + reference("parent", "ClusterComputeResource", cluster)
                + property(
                        "summary.hardware",
                        "HostHardwareSummary",
                        "<vendor>" + host.vendor() + "</vendor><model>" + host.model() + "</model><uuid>4c4c4544-" + id
                                + "</uuid>")
                + property(
                        "summary.config.product",
                        "AboutInfo",
                        "<name>VMware ESXi</name><version>" + host.version() + "</version><build>" + host.build()
                                + "</build>")
                + property(
                        "runtime",
                        "HostRuntimeInfo",
                        "<connectionState>" + connectionState + "</connectionState><powerState>poweredOn</powerState>"
                                + "<inMaintenanceMode>false</inMaintenanceMode><bootTime>2026-11-01T00:00:00Z</bootTime>"
                                + "<stateEncryption><protectionMode>tpm</protectionMode><requireSecureBoot>true"
                                + "</requireSecureBoot><requireExecInstalledOnly>true</requireExecInstalledOnly>"
                                + "</stateEncryption>")
                + property(
                        "capability",
                        "HostCapability",
                        "<tpmSupported>true</tpmSupported><tpmVersion>2.0</tpmVersion><txtEnabled>true</txtEnabled>")
                + property(
                        "config.option",
                        "ArrayOfOptionValue",
                        options + "<OptionValue xsi:type=\"OptionValue\"><key>Disk.MaxLUN</key>"
                                + "<value xsi:type=\"xsd:long\">1024</value></OptionValue>")
                + property("config.service", "HostServiceInfo", SERVICES)
                + property("config.firewall", "HostFirewallInfo", FIREWALL)
                + property("config.lockdownMode", "HostLockdownMode", "lockdownNormal")
                + property(
                        "config.dateTimeInfo",
                        "HostDateTimeInfo",
                        "<timeZone><key>UTC</key></timeZone><ntpConfig><server>ntp1.example.com</server>"
                                + "<server>ntp2.example.com</server></ntpConfig>")
                + property("config.network.vswitch", "ArrayOfHostVirtualSwitch", VSWITCH)
                + property("config.network.portgroup", "ArrayOfHostPortGroup", PORTGROUP)
                + "</objects>";
    }

    private static final String SERVICE_CONTENT = "<returnval><rootFolder type=\"Folder\">group-d1</rootFolder>"
            + "<propertyCollector type=\"PropertyCollector\">propertyCollector</propertyCollector>"
            + "<about><name>VMware vCenter Server</name><version>8.0.2</version><apiType>VirtualCenter</apiType>"
            + "<apiVersion>8.0.2.0</apiVersion></about>"
            + "<sessionManager type=\"SessionManager\">SessionManager</sessionManager></returnval>";

    private static final List<String> PARENTS = List.of(
            parent("Folder", "group-d1", "Datacenters", "Folder", "none"),
            parent("Datacenter", "datacenter-2", "DC0", "Folder", "group-d1"),
            parent("Folder", "group-h4", "host", "Datacenter", "datacenter-2"),
            parent("ClusterComputeResource", "domain-c8", "C0", "Folder", "group-h4"),
            parent("Datacenter", "datacenter-3", "DC1", "Folder", "group-d1"),
            parent("Folder", "group-h5", "host", "Datacenter", "datacenter-3"),
            parent("ClusterComputeResource", "domain-c9", "C1", "Folder", "group-h5"));

    private static final String SERVICES = "<service><key>TSM-SSH</key><label>SSH</label><required>false</required>"
            + "<running>true</running><policy>off</policy></service>";

    private static final String FIREWALL = "<defaultPolicy><incomingBlocked>true</incomingBlocked>"
            + "<outgoingBlocked>true</outgoingBlocked></defaultPolicy><ruleset><key>sshServer</key>"
            + "<enabled>true</enabled><allowedHosts><allIp>false</allIp></allowedHosts></ruleset>";

    private static final String VSWITCH = "<HostVirtualSwitch><name>vSwitch0</name><spec><policy><security>"
            + "<allowPromiscuous>false</allowPromiscuous><macChanges>true</macChanges>"
            + "<forgedTransmits>false</forgedTransmits></security></policy></spec></HostVirtualSwitch>";

    private static final String PORTGROUP = "<HostPortGroup><computedPolicy><security>"
            + "<allowPromiscuous>false</allowPromiscuous><macChanges>false</macChanges>"
            + "<forgedTransmits>false</forgedTransmits></security></computedPolicy><spec>"
            + "<name>VM Network</name><vlanId>17</vlanId></spec></HostPortGroup>";

    @Override
    public void close() {
        server.stop(0);
    }
}
