package dev.leeward.policy.edge.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.policy.xml.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;

/**
 * A named part of a message of the vSphere API, whichever notation it came in.
 *
 * @param kind its data type where it is stated ({@code xsi:type}, {@code _typeName})
 * @param type the type of object that it refers to; empty where it is no reference
 * @param text its text, or the id of the object that it refers to; empty where it has children
 * @param children lists are several children of one name
 */
record Part(String name, String kind, String type, String text, List<Part> children) {

    private static final String KIND = "_typeName";

    /** All that a reference may say of itself: one that says more might be read otherwise. */
    private static final Set<String> REFERENCE = Set.of(KIND, "type", "value");

    private static final String XSI = XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI;

    Part {
        children = List.copyOf(children);
    }

    /** An element all of whose descendants are of its own namespace, as the vSphere API has them. */
    static Part of(XmlElement element) throws Unacceptable {
        String kind = "";
        String type = "";
        for (XmlElement.Attribute attribute : element.attributes()) {
            String name = attribute.name().local();
            boolean instance = attribute.name().namespace().equals(XSI);
            if (instance && name.equals("type")) {
                kind = attribute
                        .value()
                        .substring(attribute.value().indexOf(':') + 1)
                        .strip();
            } else if (!instance
                    && name.equals("type")
                    && attribute.name().namespace().isEmpty()) {
                type = attribute.value();
            } else {
                throw new Unacceptable("the attribute %s of %s has no place in it"
                        .formatted(Refusal.shown(name), element.name().local()));
            }
        }
        List<XmlElement> elements = element.elements();
        if (!elements.isEmpty() && element.hasText()) {
            throw new Unacceptable(element.name().local() + " mixes text and elements");
        }
        List<Part> children = new ArrayList<>();
        for (XmlElement child : elements) {
            if (!child.name().namespace().equals(element.name().namespace())) {
                throw new Unacceptable("%s is not of the namespace of %s"
                        .formatted(child.name().local(), element.name().local()));
            }
            children.add(of(child));
        }
        return new Part(element.name().local(), kind, type, children.isEmpty() ? element.text() : "", children);
    }

    /** A member of a JSON object, or the whole. */
    static Part of(String name, JsonNode value) throws Unacceptable {
        if (!value.isObject()) {
            if (value.isArray()) {
                throw new Unacceptable(name + " is a list where none belongs");
            }
            return new Part(name, "", "", value.asText(), List.of());
        }
        String kind = value.path(KIND).asText();
        if (REFERENCE.containsAll(members(value))
                && value.path("type").isTextual()
                && value.path("value").isTextual()) {
            return new Part(
                    name, kind, value.path("type").asText(), value.path("value").asText(), List.of());
        }
        List<Part> children = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (member.getKey().equals(KIND) || member.getValue().isNull()) {
                continue;
            }
            if (member.getValue().isArray()) {
                for (JsonNode item : member.getValue()) {
                    children.add(of(member.getKey(), item));
                }
            } else {
                children.add(of(member.getKey(), member.getValue()));
            }
        }
        return new Part(name, kind, "", "", children);
    }

    private static Set<String> members(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** The child of a name, which may be there once at most and is spelled so. */
    Optional<Part> one(String child) throws Unacceptable {
        List<Part> found = children.stream()
                .filter(part -> part.name.equalsIgnoreCase(child))
                .toList();
        if (found.size() > 1) {
            throw new Unacceptable("%s has more than one %s".formatted(name, child));
        }
        if (!found.isEmpty() && !found.getFirst().name.equals(child)) {
            throw new Unacceptable("%s has a %s that is spelled %s".formatted(name, child, found.getFirst().name));
        }
        return found.stream().findFirst();
    }

    /** The child of a name, which must be there. */
    Part needed(String child) throws Unacceptable {
        return one(child).orElseThrow(() -> new Unacceptable("%s has no %s".formatted(name, child)));
    }

    /** The object that the child of a name refers to. */
    Optional<Reference> reference(String child) throws Unacceptable {
        Optional<Part> part = one(child);
        return part.isPresent() ? Optional.of(part.get().reference()) : Optional.empty();
    }

    /** The object that this refers to. */
    Reference reference() throws Unacceptable {
        if (!children.isEmpty()) {
            throw new Unacceptable(name + " is no reference");
        }
        return Reference.of(type, text);
    }

    /** All children of a name. */
    Stream<Part> all(String child) {
        return children.stream().filter(part -> part.name.equals(child));
    }

    /** The text of the first descendant down a path of names. */
    Optional<String> textAt(String... path) {
        Optional<Part> here = Optional.of(this);
        for (String step : path) {
            here = here.flatMap(part -> part.all(step).findFirst());
        }
        return here.map(Part::text);
    }

    /** Itself and all that is in it. */
    Stream<Part> tree() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Part::tree));
    }
}
