package dev.leeward.attestation.edge.vsphere;

/**
 * A managed object of a vCenter.
 *
 * @param type its type, for example HostSystem
 * @param value its id there, for example host-23
 */
record Reference(String type, String value) {

    static Reference of(Xml element) {
        return new Reference(element.type(), element.text());
    }

    /** The reference as an argument. */
    String as(String tag) {
        return "<" + tag + " type=\"" + Xml.escape(type).replace("\"", "&quot;") + "\">" + Xml.escape(value) + "</"
                + tag + ">";
    }

    @Override
    public String toString() {
        return type + " " + value;
    }
}
