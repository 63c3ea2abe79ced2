package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a vCenter in one session, which is kept between readings and opened again when it has expired. Not for use by
 * several threads at a time.
 */
final class Vcenter implements AutoCloseable {

    /** Where the password comes from, each time that it is needed. */
    @FunctionalInterface
    interface Password {
        String read() throws VcenterFailure;
    }

    private static final Reference SERVICE = new Reference("ServiceInstance", "ServiceInstance");

    private final SoapClient client;
    private final String user;
    private final Password password;
    private final int pageSize;

    private @Nullable Services services;

    /** The managed objects that everything begins with. */
    private record Services(Reference sessionManager, Reference propertyCollector, Reference rootFolder) {}

    /** A call that may find its session expired. */
    private interface Call<T> {
        T with(Services services) throws VcenterFailure;
    }

    Vcenter(SoapClient client, String user, Password password, int pageSize) {
        this.client = client;
        this.user = user;
        this.password = password;
        this.pageSize = pageSize;
    }

    /** All hosts, and the folders, data centers and clusters that they stand in. */
    List<ManagedObject> hostsAndParents() throws VcenterFailure {
        return inSession(this::retrieve);
    }

    /** What the TPM of a host holds, as the vCenter has it. */
    Xml tpmReport(Reference host) throws VcenterFailure {
        return inSession(_ -> client.call("QueryTpmAttestationReport", host, ""));
    }

    /** Ends the session, so that none is left behind; a vCenter that does not answer ends it by itself. */
    void logout() throws VcenterFailure {
        if (services != null) {
            Services open = services;
            services = null;
            client.call("Logout", open.sessionManager(), "");
            client.forget();
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T inSession(Call<T> call) throws VcenterFailure {
        if (services != null) {
            try {
                return call.with(services);
            } catch (VcenterFailure e) {
                if (e.code() != Code.NOT_AUTHENTICATED) {
                    throw e;
                }
            }
        }
        services = null;
        client.forget();
        Services opened = login();
        services = opened;
        return call.with(opened);
    }

    private Services login() throws VcenterFailure {
        Xml content = client.call("RetrieveServiceContent", SERVICE, "")
                .at("returnval")
                .orElseThrow(() -> incomplete("RetrieveServiceContent", "returnval"));
        String apiType = content.textAt("about", "apiType").orElse("");
        if (!apiType.equals("VirtualCenter")) {
            throw new VcenterFailure(
                    Code.NOT_A_VCENTER,
                    "The url leads to a " + (apiType.isEmpty() ? "service without a type" : apiType)
                            + ", and a host cannot vouch for itself.",
                    "Let the url name the vCenter that manages the host.");
        }
        Services found = new Services(
                service(content, "sessionManager"),
                service(content, "propertyCollector"),
                service(content, "rootFolder"));
        client.call(
                "Login",
                found.sessionManager(),
                "<userName>" + Xml.escape(user) + "</userName><password>" + Xml.escape(password.read())
                        + "</password>");
        return found;
    }

    private static Reference service(Xml content, String name) throws VcenterFailure {
        return content.at(name).map(Reference::of).orElseThrow(() -> incomplete("RetrieveServiceContent", name));
    }

    private static VcenterFailure incomplete(String method, String element) {
        return new VcenterFailure(
                Code.MALFORMED_ANSWER,
                "The answer to " + method + " has no element " + element + ".",
                "Check that the url is a vCenter's and ends in /sdk.");
    }

    private List<ManagedObject> retrieve(Services session) throws VcenterFailure {
        Map<Reference, ManagedObject> found = new LinkedHashMap<>();
        Optional<Xml> page = client.call(
                        "RetrievePropertiesEx",
                        session.propertyCollector(),
                        HostQuery.of(session.rootFolder()) + "<options><maxObjects>" + pageSize
                                + "</maxObjects></options>")
                .at("returnval");
        while (page.isPresent()) {
            for (Xml object : page.get().all("objects").toList()) {
                ManagedObject read = ManagedObject.of(object);
                found.putIfAbsent(read.reference(), read);
            }
            Optional<String> token = page.get().textAt("token");
            if (token.isEmpty()) {
                break;
            }
            page = client.call(
                            "ContinueRetrievePropertiesEx",
                            session.propertyCollector(),
                            "<token>" + Xml.escape(token.get()) + "</token>")
                    .at("returnval");
        }
        return new ArrayList<>(found.values());
    }
}
