package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.xml.MalformedXml;
import dev.leeward.policy.xml.XmlElement;
import dev.leeward.policy.xml.XmlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A SOAP 1.1 message with one call, as it was understood.
 *
 * @param call the element of the method
 */
record SoapMessage(XmlElement envelope, XmlElement call) {

    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String VIM = "urn:vim25";

    private static final Set<String> NAMESPACES = Set.of(VIM, "urn:internalvim25");

    /** What clients send: nothing, or the API's namespace with its version. */
    private static final Pattern ACTION = Pattern.compile("\"?(urn:(internal)?vim25(/[\\w.]*)?)?\"?");

    /** Reads a request. */
    static SoapMessage request(byte[] body, @Nullable String contentType, List<String> actions) throws Unacceptable {
        for (String action : actions) {
            if (!ACTION.matcher(action.strip()).matches()) {
                throw new Unacceptable("its SOAPAction names something besides the vSphere API");
            }
        }
        SoapMessage message = parse(Utf8.decode(body, contentType));
        if (!NAMESPACES.contains(message.call.name().namespace())) {
            throw new Unacceptable("%s is not of the namespace %s".formatted(message.method(), VIM));
        }
        return message;
    }

    /** Reads a request or an answer. */
    static SoapMessage parse(String document) throws Unacceptable {
        XmlElement envelope = root(document);
        if (!is(envelope, "Envelope")) {
            throw new Unacceptable("it is no SOAP 1.1 envelope");
        }
        List<XmlElement> parts = envelope.elements();
        boolean header = parts.size() == 2 && is(parts.getFirst(), "Header");
        if (envelope.hasText() || parts.isEmpty() || !is(parts.getLast(), "Body") || (parts.size() > 1 && !header)) {
            throw new Unacceptable("its envelope is not made of a header, which may be absent, and one body");
        }
        XmlElement body = parts.getLast();
        if (body.hasText() || body.elements().size() != 1) {
            throw new Unacceptable("its body does not hold exactly one element");
        }
        return new SoapMessage(envelope, body.elements().getFirst());
    }

    private static XmlElement root(String document) throws Unacceptable {
        try {
            return XmlReader.parse(document);
        } catch (MalformedXml e) {
            throw new Unacceptable(e.reason());
        }
    }

    /** Refuses headers by which a client might say who it is, besides its session. */
    void onlyHarmlessHeaders() throws Unacceptable {
        for (XmlElement part : envelope.elements()) {
            for (XmlElement header : is(part, "Header") ? part.elements() : List.<XmlElement>of()) {
                if (!header.name().local().equals("operationID")) {
                    throw new Unacceptable(
                            "its header has %s, where a call that places workloads has none but operationID"
                                    .formatted(Refusal.shown(header.name().local())));
                }
            }
        }
    }

    private static boolean is(XmlElement element, String name) {
        return element.name().local().equals(name) && element.name().namespace().equals(SOAP);
    }

    /** Name of the method, or of the answer. */
    String method() {
        return call.name().local();
    }

    /** The message written anew, without anything that was not understood. */
    byte[] toBytes() {
        return envelope.toDocument().getBytes(StandardCharsets.UTF_8);
    }

    /** A request of our own. */
    static String call(String method, Reference target, String arguments) {
        return envelope(
                "<" + method + " xmlns=\"" + VIM + "\">" + target.as("_this") + arguments + "</" + method + ">");
    }

    /** An envelope around a body. */
    static String envelope(String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"" + SOAP + "\""
                + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body>" + body
                + "</soapenv:Body></soapenv:Envelope>";
    }
}
