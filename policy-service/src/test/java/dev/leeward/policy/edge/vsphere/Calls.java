package dev.leeward.policy.edge.vsphere;

/** Messages as clients of the vSphere API send them. */
final class Calls {

    private Calls() {}

    static String relocate(String vm, String host) {
        return SoapMessage.call("RelocateVM_Task", machine(vm), spec(host) + "<priority>defaultPriority</priority>");
    }

    static String spec(String host) {
        return "<spec><host type=\"HostSystem\">" + host + "</host></spec>";
    }

    static Reference machine(String vm) {
        return new Reference("VirtualMachine", vm);
    }
}
