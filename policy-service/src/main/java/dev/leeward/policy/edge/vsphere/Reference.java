package dev.leeward.policy.edge.vsphere;

import java.util.regex.Pattern;

/**
 * A managed object of a vCenter: its type and its id there, for example HostSystem host-23. What belongs to a session has
 * the session's id in brackets in its own.
 */
record Reference(String type, String id) {

    private static final Pattern ID = Pattern.compile("[\\w.:\\[\\]-]{1,200}");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z]{1,80}");

    /** Checks both, so that they can stand in XML and in a path as they are. */
    static Reference of(String type, String id) throws Unacceptable {
        if (!ID.matcher(id).matches() || !TYPE.matcher(type).matches()) {
            throw new Unacceptable("it names an object that is none: " + Refusal.shown(type + " " + id));
        }
        return new Reference(type, id);
    }

    /** It as an element. */
    String as(String element) {
        return "<" + element + " type=\"" + type + "\">" + id + "</" + element + ">";
    }

    @Override
    public String toString() {
        return type + " " + id;
    }
}
