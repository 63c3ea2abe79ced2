package dev.leeward.attestation.edge.vsphere;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an answer: its local name, its {@code xsi:type}, its plain {@code type} (of a reference), its text where
 * it has no children, and its children in order.
 */
record Xml(String name, String xsiType, String type, String text, List<Xml> children) {

    /** The document cannot be read as one. */
    static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    private static final int MAX_DEPTH = 64;
    private static final int MAX_ELEMENTS = 2_000_000;
    private static final XMLInputFactory FACTORY = factory();

    Xml {
        children = List.copyOf(children);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    /** Parses a whole document. A document type, however harmless, is refused: no answer has a use for one. */
    static Xml parse(byte[] document) throws Unreadable {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new Unreadable(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private static Xml read(XMLStreamReader reader) throws XMLStreamException, Unreadable {
        Deque<Open> open = new ArrayDeque<>();
        Open document = new Open("", "", "");
        open.push(document);
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new Unreadable("it has a document type or an entity");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++elements > MAX_ELEMENTS || open.size() > MAX_DEPTH) {
                        throw new Unreadable(
                                "it has more than " + MAX_ELEMENTS + " elements or more than " + MAX_DEPTH + " levels");
                    }
                    open.push(Open.of(reader));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    open.element().text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    Xml closed = open.pop().close();
                    open.element().children.add(closed);
                }
                default -> {
                    // comments, processing instructions and white space say nothing
                }
            }
        }
        return document.children.getFirst();
    }

    /** An element that is being read. */
    private static final class Open {
        final String name;
        final String xsiType;
        final String type;
        final StringBuilder text = new StringBuilder();
        final List<Xml> children = new ArrayList<>();

        Open(String name, String xsiType, String type) {
            this.name = name;
            this.xsiType = xsiType;
            this.type = type;
        }

        static Open of(XMLStreamReader reader) {
            String xsiType = reader.getAttributeValue(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "type");
            String type = reader.getAttributeValue("", "type");
            return new Open(
                    reader.getLocalName(),
                    xsiType == null ? "" : xsiType.substring(xsiType.indexOf(':') + 1),
                    type == null ? "" : type);
        }

        Xml close() {
            return new Xml(name, xsiType, type, children.isEmpty() ? text.toString() : "", children);
        }
    }

    /** Its children of a name. */
    Stream<Xml> all(String child) {
        return children.stream().filter(element -> element.name.equals(child));
    }

    /** The first element down a path of names. */
    Optional<Xml> at(String... path) {
        Optional<Xml> here = Optional.of(this);
        for (String step : path) {
            here = here.flatMap(element -> element.all(step).findFirst());
        }
        return here;
    }

    /** The text of the first element down a path of names, unless it is blank. */
    Optional<String> textAt(String... path) {
        return at(path).map(element -> element.text.strip()).filter(text -> !text.isEmpty());
    }

    /** Escapes text for use between tags. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
