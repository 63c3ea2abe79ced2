package dev.leeward.policy.edge.vsphere;

/** What an element contains. */
sealed interface XmlNode permits XmlElement, XmlNode.Text {

    /** Characters, whichever way they were written. */
    record Text(String characters) implements XmlNode {}
}
