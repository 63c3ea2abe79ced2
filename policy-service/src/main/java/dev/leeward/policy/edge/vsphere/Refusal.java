package dev.leeward.policy.edge.vsphere;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.leeward.policy.xml.XmlElement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why something does not pass, in the words of each interface, so that every client shows it as it shows the vCenter's own
 * faults: govc, for one, prints {@code govc: ServerFaultCode: TEXT}.
 *
 * @param kind what the client takes it for
 * @param key identity of the reason
 * @param text the reason in a sentence
 * @param object what is refused; null where it is the message as such
 * @param privilege the vSphere privilege that would have been used; empty where none
 */
record Refusal(Kind kind, String key, String text, @Nullable Reference object, String privilege) {

    /** What a client is to make of it. */
    enum Kind {
        /** A decision, or that there is none. */
        NOT_PERMITTED("NoPermission", 403, "UNAUTHORIZED"),
        /** A message that cannot be judged. */
        NOT_ACCEPTABLE("InvalidRequest", 400, "INVALID_ARGUMENT"),
        /** The vCenter does not answer. */
        NO_UPSTREAM("HostCommunication", 502, "SERVICE_UNAVAILABLE");

        private final String fault;
        private final int status;
        private final String error;

        Kind(String fault, int status, String error) {
            this.fault = fault;
            this.status = status;
            this.error = error;
        }
    }

    /** An answer that carries it. */
    record Answer(int status, String contentType, String body) {}

    private static final int SHOWN = 80;

    static Refusal unacceptable(String reason) {
        return new Refusal(
                Kind.NOT_ACCEPTABLE,
                "dev.leeward.gateway.unacceptable",
                "Leeward does not pass this message on: " + reason + ".",
                null,
                "");
    }

    static Refusal noUpstream(String where) {
        return new Refusal(
                Kind.NO_UPSTREAM,
                "dev.leeward.gateway.upstream",
                "The vCenter behind this Leeward gateway (" + where
                        + ") does not answer: nothing was changed that is not"
                        + " already under way. Check that it runs, and the gateway's upstream and upstream-ca.",
                null,
                "");
    }

    /** Text from outside, so that it can stand in a log line and an answer. */
    static String shown(String text) {
        String head = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return head.replaceAll("\\p{Cntrl}", "?");
    }

    /** For SOAP. */
    Answer soap() {
        StringBuilder detail = new StringBuilder()
                .append("<")
                .append(kind.fault)
                .append("Fault xmlns=\"")
                .append(SoapMessage.VIM)
                .append("\" xsi:type=\"")
                .append(kind.fault)
                .append("\"><faultMessage><key>")
                .append(XmlElement.escaped(key))
                .append("</key><message>")
                .append(XmlElement.escaped(text))
                .append("</message></faultMessage>");
        if (kind == Kind.NOT_PERMITTED && object != null) {
            detail.append(object.as("object"))
                    .append("<privilegeId>")
                    .append(XmlElement.escaped(privilege))
                    .append("</privilegeId>");
        }
        detail.append("</").append(kind.fault).append("Fault>");
        return new Answer(
                500,
                "text/xml; charset=utf-8",
                SoapMessage.envelope("<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>"
                        + XmlElement.escaped(text) + "</faultstring><detail>" + detail + "</detail></soapenv:Fault>"));
    }

    /** For the vSphere API over JSON. */
    Answer viJson() {
        ObjectNode fault = StrictJson.mapper().createObjectNode().put("_typeName", kind.fault);
        fault.putArray("faultMessage")
                .addObject()
                .put("_typeName", "LocalizableMessage")
                .put("key", key)
                .put("message", text);
        if (kind == Kind.NOT_PERMITTED && object != null) {
            fault.putObject("object")
                    .put("_typeName", "ManagedObjectReference")
                    .put("type", object.type())
                    .put("value", object.id());
            fault.put("privilegeId", privilege);
        }
        return new Answer(500, "application/json", fault.toString());
    }

    /** For the Automation API. */
    Answer rest(boolean legacy) {
        ObjectNode error = StrictJson.mapper().createObjectNode();
        ObjectNode content = error;
        if (legacy) {
            error.put("type", "com.vmware.vapi.std.errors." + kind.error.toLowerCase(Locale.ROOT));
            content = error.putObject("value");
        } else {
            error.put("error_type", kind.error);
        }
        ObjectNode message = content.putArray("messages").addObject();
        message.putArray("args");
        message.put("default_message", text).put("id", key);
        return new Answer(kind.status, "application/json", error.toString());
    }

    /** For everything else. */
    Answer plain(int status) {
        return new Answer(status, "text/plain; charset=utf-8", text + "\n");
    }

    Answer plain() {
        return plain(kind.status);
    }
}
