package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.xml.XmlElement;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks the vCenter itself, in a client's session. Calls wait for the answer: not for use on an event loop. */
final class Vcenter {

    /** The fixed objects of every vCenter. */
    private static final Reference PROPERTY_COLLECTOR = new Reference("PropertyCollector", "propertyCollector");

    private static final Reference SERVICE_INSTANCE = new Reference("ServiceInstance", "ServiceInstance");
    private static final Reference SESSION_MANAGER = new Reference("SessionManager", "SessionManager");
    private static final String SESSION_COOKIE = "vmware_soap_session";

    /** Objects in one part of an answer. */
    private static final int PAGE = 500;

    private final Upstream upstream;
    private final Duration timeout;

    Vcenter(Upstream upstream, Duration timeout) {
        this.upstream = upstream;
        this.timeout = timeout;
    }

    /** An answer that was read to its end. */
    private record Answer(int status, String body, List<String> cookies) {}

    /** Properties of objects, as far as the session may see them. */
    record Properties(Reference object, Map<String, Part> values) {
        Part needed(String path) throws LookUpFailed {
            Part value = values.get(path);
            if (value == null) {
                throw new LookUpFailed("the vCenter shows no %s of %s to this session".formatted(path, object));
            }
            return value;
        }

        /** The object that a property refers to. */
        Reference reference(String path) throws LookUpFailed {
            try {
                return needed(path).reference();
            } catch (Unacceptable e) {
                throw new LookUpFailed("the vCenter's %s of %s is no reference".formatted(path, object));
            }
        }
    }

    /** Reads properties of objects of one type; an object that is not there is an error. */
    List<Properties> read(ClientSession session, List<Reference> objects, String... paths) throws LookUpFailed {
        StringBuilder set = new StringBuilder("<specSet><propSet><type>")
                .append(objects.getFirst().type())
                .append("</type>");
        for (String path : paths) {
            set.append("<pathSet>").append(path).append("</pathSet>");
        }
        set.append("</propSet>");
        objects.forEach(
                object -> set.append("<objectSet>").append(object.as("obj")).append("<skip>false</skip></objectSet>"));
        Part answer = call(
                session,
                "RetrieveProperties",
                PROPERTY_COLLECTOR,
                set.append("</specSet>").toString());
        Map<String, Properties> found = new LinkedHashMap<>();
        for (Part object : answer.all("returnval").toList()) {
            Properties properties = properties(object);
            found.put(properties.object().id(), properties);
        }
        List<Properties> inOrder = new ArrayList<>();
        for (Reference object : objects) {
            Properties properties = found.get(object.id());
            if (properties == null) {
                throw new LookUpFailed("the vCenter shows no %s to this session".formatted(object));
            }
            inOrder.add(properties);
        }
        return inOrder;
    }

    private static Properties properties(Part object) throws LookUpFailed {
        Map<String, Part> values = new LinkedHashMap<>();
        object.all("propSet")
                .forEach(property -> property.all("val")
                        .findFirst()
                        .ifPresent(value -> values.put(property.textAt("name").orElse(""), value)));
        Part obj = object.all("obj")
                .findFirst()
                .orElseThrow(() -> new LookUpFailed("the vCenter shows properties of no object"));
        return new Properties(new Reference(obj.type(), obj.text()), values);
    }

    /** Identity of the vCenter itself. */
    String instance(ClientSession session) throws LookUpFailed {
        return content(session)
                .textAt("about", "instanceUuid")
                .orElseThrow(() -> new LookUpFailed("the vCenter does not say which it is"));
    }

    /** Reads properties of all objects of a type that the session may see, part by part. */
    List<Properties> all(ClientSession session, String type, String... paths) throws LookUpFailed {
        Part content = content(session);
        Reference view = reference(
                "returnval",
                call(
                        session,
                        "CreateContainerView",
                        reference("viewManager", content),
                        reference("rootFolder", content).as("container") + "<type>" + type
                                + "</type><recursive>true</recursive>"));
        try {
            List<Properties> all = new ArrayList<>();
            Part answer = call(session, "RetrievePropertiesEx", PROPERTY_COLLECTOR, selection(view, type, paths));
            while (true) {
                Optional<Part> page = answer.all("returnval").findFirst();
                for (Part object :
                        page.map(found -> found.all("objects").toList()).orElse(List.of())) {
                    all.add(properties(object));
                }
                Optional<String> token = page.flatMap(found -> found.textAt("token"));
                if (token.isEmpty()) {
                    return all;
                }
                answer = call(
                        session,
                        "ContinueRetrievePropertiesEx",
                        PROPERTY_COLLECTOR,
                        "<token>" + XmlElement.escaped(token.get()) + "</token>");
            }
        } finally {
            call(session, "DestroyView", view, "");
        }
    }

    private static String selection(Reference view, String type, String... paths) {
        StringBuilder set =
                new StringBuilder("<specSet><propSet><type>").append(type).append("</type>");
        for (String path : paths) {
            set.append("<pathSet>").append(path).append("</pathSet>");
        }
        return set.append("</propSet><objectSet>")
                .append(view.as("obj"))
                .append(
                        "<skip>true</skip><selectSet xsi:type=\"TraversalSpec\"><name>members</name><type>ContainerView</type>")
                .append("<path>view</path><skip>false</skip></selectSet></objectSet></specSet><options><maxObjects>")
                .append(PAGE)
                .append("</maxObjects></options>")
                .toString();
    }

    private Part content(ClientSession session) throws LookUpFailed {
        return call(session, "RetrieveServiceContent", SERVICE_INSTANCE, "")
                .all("returnval")
                .findFirst()
                .orElseThrow(() -> new LookUpFailed("the vCenter does not say what it has"));
    }

    private static Reference reference(String name, Part part) throws LookUpFailed {
        try {
            return part.needed(name).reference();
        } catch (Unacceptable e) {
            throw new LookUpFailed("the vCenter's %s is no reference".formatted(name));
        }
    }

    /** The user of a session that has a cookie. */
    String userOfCookie(ClientSession session) throws LookUpFailed {
        return read(session, List.of(SESSION_MANAGER), "currentSession")
                .getFirst()
                .needed("currentSession")
                .textAt("userName")
                .orElseThrow(() -> new LookUpFailed("the vCenter names no user of this session"));
    }

    /** The user of a session of the vSphere API over JSON. */
    String userOfViJson(ClientSession session, String release) throws LookUpFailed {
        Part current = json(
                session, HttpMethod.GET, "/sdk/vim25/" + release + "/SessionManager/SessionManager/currentSession");
        return current.textAt("userName")
                .orElseThrow(() -> new LookUpFailed("the vCenter names no user of this session"));
    }

    /** The user of a session of the Automation API. */
    String userOfRest(ClientSession session, boolean legacy) throws LookUpFailed {
        Part current = legacy
                ? json(session, HttpMethod.POST, "/rest/com/vmware/cis/session?~action=get")
                : json(session, HttpMethod.GET, "/api/session");
        return current.textAt("user")
                .or(() -> current.textAt("value", "user"))
                .orElseThrow(() -> new LookUpFailed("the vCenter names no user of this session"));
    }

    /** Opens a session of our own. */
    ClientSession login(String user, String password) throws LookUpFailed {
        Answer answer = send(
                new ClientSession("", ""),
                HttpMethod.POST,
                "/sdk",
                SoapMessage.call(
                        "Login",
                        SESSION_MANAGER,
                        "<userName>" + XmlElement.escaped(user) + "</userName><password>" + XmlElement.escaped(password)
                                + "</password>"));
        result("Login", answer);
        return answer.cookies().stream()
                .filter(cookie -> cookie.startsWith(SESSION_COOKIE + "="))
                .findFirst()
                .map(cookie -> new ClientSession(cookie.split(";", 2)[0], ""))
                .orElseThrow(() -> new LookUpFailed("the vCenter gives no session to " + user));
    }

    private Part call(ClientSession session, String method, Reference target, String arguments) throws LookUpFailed {
        return result(method, send(session, HttpMethod.POST, "/sdk", SoapMessage.call(method, target, arguments)));
    }

    private static Part result(String method, Answer answer) throws LookUpFailed {
        try {
            XmlElement content = SoapMessage.parse(answer.body()).call();
            if (content.name().local().equals("Fault")) {
                throw fault(method, content);
            }
            return Part.of(content);
        } catch (Unacceptable e) {
            throw new LookUpFailed("the vCenter's answer to %s (HTTP status %d) cannot be read: %s"
                    .formatted(method, answer.status(), e.reason()));
        }
    }

    private static LookUpFailed fault(String method, XmlElement fault) {
        String said = "";
        boolean stranger = false;
        for (XmlElement part : fault.elements()) {
            if (part.name().local().equals("faultstring")) {
                said = Refusal.shown(part.text());
            }
            stranger |= part.name().local().equals("detail")
                    && part.elements().stream()
                            .anyMatch(detail -> detail.name().local().startsWith("NotAuthenticated"));
        }
        return new LookUpFailed(
                stranger
                        ? "the vCenter knows no session of this client"
                        : "the vCenter answers %s with a fault (%s)".formatted(method, said),
                stranger);
    }

    private Part json(ClientSession session, HttpMethod method, String uri) throws LookUpFailed {
        Answer answer = send(session, method, uri, null);
        if (answer.status() == 401 || answer.status() == 403) {
            throw new LookUpFailed("the vCenter knows no session of this client", true);
        }
        if (answer.status() != 200) {
            throw new LookUpFailed("the vCenter answers %s with HTTP status %d".formatted(uri, answer.status()));
        }
        try {
            return Part.of("session", StrictJson.object(answer.body().getBytes(StandardCharsets.UTF_8), null));
        } catch (Unacceptable e) {
            throw new LookUpFailed("the vCenter's answer to %s cannot be read: %s".formatted(uri, e.reason()));
        }
    }

    /** On the event loop as a whole: an answer that nobody reads yet when it arrives is lost. */
    private static Future<Answer> answer(HttpClientRequest request, @Nullable String body) {
        return (body == null ? request.send() : request.send(Buffer.buffer(body)))
                .compose(response -> response.body()
                        .map(content -> new Answer(response.statusCode(), content.toString(), response.cookies())));
    }

    private Answer send(ClientSession session, HttpMethod method, String uri, @Nullable String body)
            throws LookUpFailed {
        RequestOptions options = upstream.request(method, uri).setTimeout(timeout.toMillis());
        if (!session.cookie().isEmpty()) {
            options.putHeader("Cookie", session.cookie());
        }
        if (!session.token().isEmpty()) {
            options.putHeader(ClientSession.TOKEN_HEADER, session.token());
        }
        if (body != null) {
            options.putHeader("Content-Type", "text/xml; charset=utf-8").putHeader("SOAPAction", SoapMessage.VIM);
        }
        try {
            return upstream.client()
                    .request(options)
                    .compose(request -> answer(request, body))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LookUpFailed("the vCenter does not answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LookUpFailed("the gateway is stopping");
        } catch (ExecutionException e) {
            throw new LookUpFailed("the vCenter cannot be reached");
        }
    }
}
