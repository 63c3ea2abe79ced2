package dev.leeward.policy.edge.vsphere;

/** A message that the gateway does not pass on, since it cannot be sure that the vCenter would read it the same way. */
final class Unacceptable extends Exception {

    Unacceptable(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
