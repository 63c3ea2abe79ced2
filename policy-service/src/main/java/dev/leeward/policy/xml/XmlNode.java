package dev.leeward.policy.xml;

/** What an element contains. */
public sealed interface XmlNode permits XmlElement, XmlNode.Text {

    /** Characters, whichever way they were written. */
    record Text(String characters) implements XmlNode {}
}
