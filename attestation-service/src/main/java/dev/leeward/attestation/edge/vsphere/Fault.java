package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;

/** A fault of the vSphere API in words, with the remedy. */
final class Fault {

    private Fault() {}

    /** The failure that a SOAP fault stands for, told apart by the type of its detail. */
    static VcenterFailure of(String method, Reference target, Xml fault) {
        Xml detail = fault.at("detail")
                .flatMap(element -> element.children().stream().findFirst())
                .orElse(fault);
        String type = detail.xsiType().isEmpty() ? detail.name().replaceFirst("Fault$", "") : detail.xsiType();
        String said = fault.textAt("faultstring").map(text -> " (" + text + ")").orElse("");
        return of(method, target, type, said, detail);
    }

    /** The failure that the fault of a missing property stands for. */
    static VcenterFailure ofMissing(Reference target, String path, Xml fault) {
        return of(path, target, fault.xsiType(), "", fault);
    }

    private static VcenterFailure of(String what, Reference target, String type, String said, Xml detail) {
        return switch (type) {
            case "InvalidLogin" ->
                new VcenterFailure(
                        Code.LOGIN_REFUSED,
                        "The vCenter refuses user and password" + said + ".",
                        "Check user (with its domain) and password, and that the account is neither locked nor expired.");
            case "NotAuthenticated" ->
                new VcenterFailure(
                        Code.NOT_AUTHENTICATED,
                        "The vCenter knows no session of ours for " + what + said + ".",
                        "If this stays, look for a limit of sessions at the vCenter, or a proxy that drops cookies.");
            case "NoPermission" ->
                new VcenterFailure(
                        Code.NO_PERMISSION,
                        "The account may not read " + what + " of " + target + said + ".",
                        "Give it a role with the privilege "
                                + detail.textAt("privilegeId").orElse("System.Read")
                                + " at the vCenter, propagating.");
            case "NotSupported", "MethodNotFound", "HostConfigFault", "InvalidState" ->
                new VcenterFailure(
                        Code.NOT_SUPPORTED,
                        target + " does not support " + what + " (" + type + ")" + said + ".",
                        "Check that the host has a TPM 2.0 that is enabled, and that it is connected.");
            default ->
                new VcenterFailure(
                        Code.FAULT,
                        "The vCenter answered " + what + " of " + target + " with the fault " + type + said + ".",
                        "Look at the vCenter's log (vpxd) at this time.");
        };
    }
}
