package dev.leeward.bench;

import dev.leeward.local.Part;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The libvirt hook: a host asks in its own name whether a machine that is being migrated to it may come in. */
final class LibvirtPoint implements EnforcementPoint {
    private static final UUID MACHINE = UUID.fromString("5f0c6f4e-7a0e-4c0d-9f31-2b6a1c0d9e11");

    private final Lab lab;
    private final String host;
    private final String workload;

    LibvirtPoint(Lab lab, String host, String workload) {
        this.lab = lab;
        this.host = host;
        this.workload = workload;
    }

    @Override
    public String name() {
        return "libvirt hook";
    }

    /** Whoever sends the machine is an operator, so that it is the host that decides. */
    @Override
    public Map<String, String> environment() {
        var prefix = "LEEWARD_LIBVIRT_HOOK_";
        return Map.of(
                prefix + "MIGRATION_ROLES",
                "operator",
                prefix + "MACHINES_0__UUID",
                MACHINE.toString(),
                prefix + "MACHINES_0__WORKLOAD",
                workload);
    }

    @Override
    public Optional<String> refusal() {
        var answer = lab.stack()
                .api()
                .as("agent:" + host, "agent", null)
                .postText(
                        Part.POLICY,
                        "/v1/libvirt/hosts/" + host + "/arrivals?operation=migrate",
                        "application/xml",
                        "<domain type='kvm'><name>vm1</name><uuid>" + MACHINE + "</uuid></domain>")
                .expect(200);
        return answer.path("admitted").asBoolean()
                ? Optional.empty()
                : Optional.of(answer.path("message").asText());
    }
}
