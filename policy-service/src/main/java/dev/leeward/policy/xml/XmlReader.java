package dev.leeward.policy.xml;

import dev.leeward.policy.xml.XmlElement.Attribute;
import dev.leeward.policy.xml.XmlElement.Declaration;
import dev.leeward.policy.xml.XmlElement.Name;
import dev.leeward.policy.xml.XmlNode.Text;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads XML 1.0 without anything that two parsers might take differently: document types, entities, instructions. */
public final class XmlReader {

    public static final int MAX_DEPTH = 64;
    public static final int MAX_ATTRIBUTES = 64;
    public static final int MAX_ELEMENTS = 100_000;

    private static final XMLInputFactory FACTORY = factory();

    private XmlReader() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    /** The root of a document. */
    public static XmlElement parse(String document) throws MalformedXml {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(document));
            try {
                declaration(reader);
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new MalformedXml("it is not well-formed XML at line %d, column %d"
                    .formatted(
                            line(e),
                            e.getLocation() == null ? 0 : e.getLocation().getColumnNumber()));
        }
    }

    private static int line(XMLStreamException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
    }

    private static void declaration(XMLStreamReader reader) throws MalformedXml {
        String encoding = reader.getCharacterEncodingScheme();
        if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
            throw new MalformedXml("it declares an encoding other than UTF-8");
        }
        if (reader.getVersion() != null && !reader.getVersion().equals("1.0")) {
            throw new MalformedXml("it is not XML 1.0");
        }
    }

    private static XmlElement read(XMLStreamReader reader) throws XMLStreamException, MalformedXml {
        Deque<Open> open = new ArrayDeque<>();
        @Nullable XmlElement root = null;
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() >= MAX_DEPTH) {
                        throw new MalformedXml("its elements are nested more than " + MAX_DEPTH + " deep");
                    }
                    if (++elements > MAX_ELEMENTS) {
                        throw new MalformedXml("it has more than " + MAX_ELEMENTS + " elements");
                    }
                    open.push(Open.of(reader));
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    XmlElement closed = open.pop().close();
                    if (open.isEmpty()) {
                        root = closed;
                    } else {
                        open.element().content.add(closed);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!open.isEmpty()) {
                        open.element().content.add(new Text(reader.getText()));
                    }
                }
                case XMLStreamConstants.COMMENT, XMLStreamConstants.END_DOCUMENT -> {
                    // a comment says nothing, and is not passed on
                }
                default -> throw new MalformedXml("it has a document type, an entity or a processing instruction");
            }
        }
        if (root == null) {
            throw new MalformedXml("it has no element");
        }
        return root;
    }

    /** An element that is being read. */
    private record Open(Name name, List<Declaration> declarations, List<Attribute> attributes, List<XmlNode> content) {

        static Open of(XMLStreamReader reader) throws MalformedXml {
            if (reader.getAttributeCount() + reader.getNamespaceCount() > MAX_ATTRIBUTES) {
                throw new MalformedXml("an element has more than " + MAX_ATTRIBUTES + " attributes");
            }
            List<Declaration> declarations = new ArrayList<>();
            for (int i = 0; i < reader.getNamespaceCount(); i++) {
                declarations.add(new Declaration(text(reader.getNamespacePrefix(i)), text(reader.getNamespaceURI(i))));
            }
            List<Attribute> attributes = new ArrayList<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.add(new Attribute(
                        new Name(
                                text(reader.getAttributeNamespace(i)),
                                reader.getAttributeLocalName(i),
                                text(reader.getAttributePrefix(i))),
                        reader.getAttributeValue(i)));
            }
            Name name = new Name(text(reader.getNamespaceURI()), reader.getLocalName(), text(reader.getPrefix()));
            return new Open(name, declarations, attributes, new ArrayList<>());
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }

        XmlElement close() {
            return new XmlElement(name, declarations, attributes, content);
        }
    }
}
