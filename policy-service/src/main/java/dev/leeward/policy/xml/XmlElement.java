package dev.leeward.policy.xml;

import dev.leeward.policy.xml.XmlNode.Text;
import java.util.List;
import java.util.stream.Stream;

/**
 * An element as it was understood, which is written again from that understanding alone. White space, prefixes and
 * declarations stay, so that a signature (SAML tokens have one) still holds.
 */
public record XmlElement(Name name, List<Declaration> declarations, List<Attribute> attributes, List<XmlNode> content)
        implements XmlNode {

    /** A qualified name; namespace and prefix are empty where there is none. */
    public record Name(String namespace, String local, String prefix) {
        String qualified() {
            return prefix.isEmpty() ? local : prefix + ":" + local;
        }
    }

    /** A namespace declaration. */
    public record Declaration(String prefix, String namespace) {}

    /** An attribute that is no declaration. */
    public record Attribute(Name name, String value) {}

    public XmlElement {
        declarations = List.copyOf(declarations);
        attributes = List.copyOf(attributes);
        content = List.copyOf(content);
    }

    /** The elements in it. */
    public List<XmlElement> elements() {
        return content.stream()
                .flatMap(node -> node instanceof XmlElement element ? Stream.of(element) : Stream.empty())
                .toList();
    }

    /** Whether characters other than white space stand in it. */
    public boolean hasText() {
        return content.stream().anyMatch(node -> node instanceof Text(String characters) && !characters.isBlank());
    }

    /** The characters that stand in it itself. */
    public String text() {
        StringBuilder text = new StringBuilder();
        content.forEach(node -> {
            if (node instanceof Text(String characters)) {
                text.append(characters);
            }
        });
        return text.toString();
    }

    /** The document of which it is the root. */
    public String toDocument() {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        out.append('<').append(name.qualified());
        for (Declaration declaration : declarations) {
            out.append(declaration.prefix().isEmpty() ? " xmlns" : " xmlns:" + declaration.prefix())
                    .append("=\"");
            escape(out, declaration.namespace(), true);
            out.append('"');
        }
        for (Attribute attribute : attributes) {
            out.append(' ').append(attribute.name().qualified()).append("=\"");
            escape(out, attribute.value(), true);
            out.append('"');
        }
        out.append('>');
        for (XmlNode node : content) {
            switch (node) {
                case XmlElement element -> element.write(out);
                case Text(String characters) -> escape(out, characters, false);
            }
        }
        out.append("</").append(name.qualified()).append('>');
    }

    /** Text for use between tags. */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        escape(out, text, false);
        return out.toString();
    }

    private static void escape(StringBuilder out, String text, boolean attribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#xD;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                case '\n' -> out.append(attribute ? "&#xA;" : "\n");
                case '\t' -> out.append(attribute ? "&#x9;" : "\t");
                default -> out.append(c);
            }
        }
    }
}
