package dev.leeward.policy.edge.libvirt;

import dev.leeward.policy.xml.MalformedXml;
import dev.leeward.policy.xml.XmlElement;
import dev.leeward.policy.xml.XmlReader;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A libvirt domain, as far as its description says which one it is. Its metadata is not read: whoever may describe the
 * machine writes that.
 */
record DomainXml(UUID uuid, String name) {

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int MAX_NAME = 200;

    /** It cannot be told which domain is described. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String reason) {
            super(reason);
        }
    }

    static DomainXml parse(String document) throws Unreadable {
        XmlElement domain;
        try {
            domain = XmlReader.parse(document);
        } catch (MalformedXml e) {
            throw new Unreadable(e.reason());
        }
        if (!is(domain, "domain")) {
            throw new Unreadable("it is no <domain>");
        }
        String uuid = only(domain, "uuid");
        if (!UUID_FORM.matcher(uuid).matches()) {
            throw new Unreadable("its <uuid> is no UUID");
        }
        return new DomainXml(UUID.fromString(uuid), shown(only(domain, "name")));
    }

    /** The text of an element that is there once. */
    private static String only(XmlElement domain, String name) throws Unreadable {
        List<XmlElement> found =
                domain.elements().stream().filter(element -> is(element, name)).toList();
        if (found.size() != 1 || !found.getFirst().elements().isEmpty()) {
            throw new Unreadable("it does not have exactly one <%s>".formatted(name));
        }
        return found.getFirst().text().strip();
    }

    private static boolean is(XmlElement element, String name) {
        return element.name().local().equals(name) && element.name().namespace().isEmpty();
    }

    private static String shown(String name) {
        return (name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "…" : name).replaceAll("\\p{Cntrl}", "?");
    }
}
