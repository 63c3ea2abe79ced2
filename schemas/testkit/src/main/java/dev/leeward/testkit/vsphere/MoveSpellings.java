package dev.leeward.testkit.vsphere;

import java.util.Map;

/** Messages by which somebody might try to move a virtual machine past a gateway before a vCenter. */
public final class MoveSpellings {

    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    private MoveSpellings() {}

    /** A message with one call of the vSphere API. */
    public static String message(String call) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"" + SOAP + "\""
                + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body>" + call
                + "</soapenv:Body></soapenv:Envelope>";
    }

    private static String plain(String vm, String host) {
        return message("<RelocateVM_Task xmlns=\"urn:vim25\"><_this type=\"VirtualMachine\">" + vm + "</_this><spec>"
                + "<host type=\"HostSystem\">" + host + "</host></spec><priority>defaultPriority</priority>"
                + "</RelocateVM_Task>");
    }

    /** Ways to say the same, or to have it read otherwise; each by what it does. */
    public static Map<String, String> of(String vm, String host) {
        String plain = plain(vm, host);
        String open = "<host type=\"HostSystem\">";
        String hostId = open + host + "</host>";
        String digits = host.replaceFirst(".$", "&#" + (int) host.charAt(host.length() - 1) + ";");
        String hex = host.replaceFirst(".$", "&#x" + Integer.toHexString(host.charAt(host.length() - 1)) + ";");
        String call = plain.substring(plain.indexOf("<RelocateVM_Task"), plain.indexOf("</soapenv:Body>"));
        String harmless = "<CurrentTime xmlns=\"urn:vim25\"><_this"
                + " type=\"ServiceInstance\">ServiceInstance</_this></CurrentTime>";
        return Map.ofEntries(
                Map.entry("CDATA", plain.replace(hostId, open + "<![CDATA[" + host + "]]></host>")),
                Map.entry("decimal character reference", plain.replace(hostId, open + digits + "</host>")),
                Map.entry("single quotes", plain.replace('"', '\'')),
                Map.entry("hexadecimal character reference", plain.replace(hostId, open + hex + "</host>")),
                Map.entry(
                        "comment in the id",
                        plain.replace(hostId, open + host.charAt(0) + "<!-- x -->" + host.substring(1) + "</host>")),
                Map.entry(
                        "processing instruction in the id",
                        plain.replace(hostId, open + host.charAt(0) + "<?x y?>" + host.substring(1) + "</host>")),
                Map.entry(
                        "comment before the call",
                        plain.replace("<RelocateVM_Task", "<!-- <CurrentTime/> --><RelocateVM_Task")),
                Map.entry(
                        "prefix of its own",
                        plain.replace(
                                call,
                                "<v:RelocateVM_Task xmlns:v=\"urn:vim25\"><v:_this type=\"VirtualMachine\">" + vm
                                        + "</v:_this><v:spec><v:host type=\"HostSystem\">" + host
                                        + "</v:host></v:spec></v:RelocateVM_Task>")),
                Map.entry(
                        "namespace on the envelope",
                        plain.replace("<soapenv:Envelope ", "<soapenv:Envelope xmlns:v=\"urn:vim25\" ")
                                .replace(
                                        call,
                                        "<v:RelocateVM_Task><v:_this type=\"VirtualMachine\">" + vm
                                                + "</v:_this><v:spec><v:host type=\"HostSystem\">" + host
                                                + "</v:host></v:spec></v:RelocateVM_Task>")),
                Map.entry("white space everywhere", plain.replace("><", ">\n\t <")),
                Map.entry("white space in the id", plain.replace(hostId, open + "\n " + host + " \n</host>")),
                Map.entry("two hosts", plain.replace(hostId, open + "host-none</host>" + hostId)),
                Map.entry(
                        "host of another spelling",
                        plain.replace(hostId, hostId.replace("host ", "Host ").replace("/host", "/Host"))),
                Map.entry("two specs", plain.replace("<spec>", "<spec></spec><spec>")),
                Map.entry(
                        "host of another namespace",
                        plain.replace(hostId, "<o:host xmlns:o=\"urn:o\" type=\"HostSystem\">" + host + "</o:host>")),
                Map.entry("two calls in the body", plain.replace(call, harmless + call)),
                Map.entry(
                        "two bodies",
                        plain.replace("<soapenv:Body>", "<soapenv:Body>" + harmless + "</soapenv:Body><soapenv:Body>")),
                Map.entry(
                        "call in the header",
                        plain.replace(
                                "<soapenv:Body>" + call,
                                "<soapenv:Header>" + call + "</soapenv:Header><soapenv:Body>" + harmless
                                        + "</soapenv:Body><soapenv:Body>" + call)),
                Map.entry(
                        "another session in the header",
                        plain.replace(
                                "<soapenv:Body>",
                                "<soapenv:Header><vcSessionCookie>other</vcSessionCookie></soapenv:Header>"
                                        + "<soapenv:Body>")),
                Map.entry(
                        "more elements than anybody needs", plain.replace("<spec>", "<spec>" + "<a/>".repeat(100_001))),
                Map.entry("text before the call", plain.replace("<RelocateVM_Task", "x<RelocateVM_Task")),
                Map.entry("other namespace of the call", plain.replace("urn:vim25", "urn:vim26")),
                Map.entry("internal namespace of the call", plain.replace("urn:vim25", "urn:internalvim25")),
                Map.entry("no namespace of the call", plain.replace(" xmlns=\"urn:vim25\"", "")),
                Map.entry("other case of the method", plain.replace("RelocateVM_Task", "relocatevm_task")),
                Map.entry("method without its suffix", plain.replace("RelocateVM_Task", "RelocateVM")),
                Map.entry(
                        "SOAP 1.2",
                        plain.replace(
                                "http://schemas.xmlsoap.org/soap/envelope/",
                                "http://www.w3.org/2003/05/soap-envelope")),
                Map.entry("document type", plain.replace("?>", "?><!DOCTYPE x>")),
                Map.entry(
                        "entity of its own",
                        plain.replace("?>", "?><!DOCTYPE x [<!ENTITY h \"" + host + "\">]>")
                                .replace(hostId, open + "&h;</host>")),
                Map.entry(
                        "entity of a file",
                        plain.replace("?>", "?><!DOCTYPE x [<!ENTITY h SYSTEM \"file:///etc/hostname\">]>")
                                .replace(hostId, open + "&h;</host>")),
                Map.entry(
                        "entities without end",
                        plain.replace(
                                        "?>",
                                        "?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b"
                                                + " \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c"
                                                + " \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>")
                                .replace(hostId, open + "&c;</host>")),
                Map.entry("undeclared entity", plain.replace(hostId, open + host + "&h;</host>")),
                Map.entry("undeclared entity in an attribute", plain.replace("HostSystem", "Host&h;System")),
                Map.entry("XML 1.1", plain.replace("version=\"1.0\"", "version=\"1.1\"")),
                Map.entry("declared as Latin-1", plain.replace("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"")),
                Map.entry("declared as UTF-7", plain.replace("encoding=\"UTF-8\"", "encoding=\"UTF-7\"")),
                Map.entry("byte order mark", "\uFEFF" + plain),
                Map.entry("no declaration", plain.substring(plain.indexOf("?>") + 2)),
                Map.entry("type of the host not said", plain.replace(hostId, "<host>" + host + "</host>")),
                Map.entry("other type of the host", plain.replace("type=\"HostSystem\"", "type=\"ComputeResource\"")),
                Map.entry("type of the machine not said", plain.replace("<_this type=\"VirtualMachine\">", "<_this>")),
                Map.entry("other type of the machine", plain.replace("type=\"VirtualMachine\"", "type=\"Datastore\"")),
                Map.entry(
                        "another vCenter's host",
                        plain.replace("type=\"HostSystem\"", "type=\"HostSystem\" serverGuid=\"other\"")),
                Map.entry("nil host", plain.replace("type=\"HostSystem\"", "type=\"HostSystem\" xsi:nil=\"true\"")),
                Map.entry("two types", plain.replace("type=\"HostSystem\"", "type=\"HostSystem\" type=\"X\"")),
                Map.entry(
                        "a hundred levels", plain.replace("<spec>", "<spec>" + "<a>".repeat(100) + "</a>".repeat(100))),
                Map.entry("a hundred attributes", plain.replace("<spec>", "<spec " + attributes(100) + ">")),
                Map.entry("text in the spec", plain.replace("<spec>", "<spec>x")),
                Map.entry(
                        "service locator",
                        plain.replace("<spec>", "<spec><service><instanceUuid>x</instanceUuid></service>")),
                Map.entry("cut off", plain.substring(0, plain.length() - 10)),
                Map.entry("two documents", plain + plain.substring(plain.indexOf("?>") + 2)));
    }

    private static String attributes(int count) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            attributes.append(" a").append(i).append("=\"\"");
        }
        return attributes.toString();
    }
}
