package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.edge.vsphere.GatewaySettings.HostIdentity;
import dev.leeward.policy.edge.vsphere.GatewaySettings.WorkloadIdentity;
import dev.leeward.policy.edge.vsphere.Intent.Subject;
import dev.leeward.policy.edge.vsphere.Intent.Target;
import dev.leeward.policy.edge.vsphere.Vcenter.Properties;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.SeenMachine;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A vCenter's objects by the names that Leeward has for them, read anew for each call: what has moved since is seen. */
final class Inventory {

    private static final String HOST = "HostSystem";
    private static final String CLUSTER = "ClusterComputeResource";
    private static final Set<String> COMPUTE = Set.of("ComputeResource", CLUSTER);
    private static final String MACHINE = "VirtualMachine";
    private static final String APP = "VirtualApp";
    private static final Set<String> POOLS = Set.of("ResourcePool", APP);
    private static final Set<String> CONTAINERS = Set.of(HOST, APP);

    /** What a machine must show to be known again: one that cannot be read shows less. */
    private static final Set<String> TELLING =
            Set.of("name", "config.instanceUuid", "runtime.host", "runtime.powerState");

    private final Vcenter vcenter;
    private final HostIdentity hostIdentity;
    private final WorkloadIdentity workloadIdentity;

    Inventory(Vcenter vcenter, HostIdentity hostIdentity, WorkloadIdentity workloadIdentity) {
        this.vcenter = vcenter;
        this.hostIdentity = hostIdentity;
        this.workloadIdentity = workloadIdentity;
    }

    /**
     * What is asked for, in Leeward's words.
     *
     * @param object what a refusal names
     * @param destinations all hosts that may be chosen; empty where it stays where it is
     */
    record Placing(Reference object, WorkloadView workload, List<HostId> destinations) {
        Placing {
            destinations = List.copyOf(destinations);
        }
    }

    /** A host as far as placements go; {@code takes} is false where the vCenter would choose it for none. */
    private record Host(
            Reference object, HostId id, @Nullable Reference parent, boolean takes) {}

    /** What a call would do with one of its subjects: with each machine of it. */
    List<Placing> placings(ClientSession session, Intent intent, Subject subject) throws LookUpFailed, Unacceptable {
        return switch (subject) {
            case Subject.Machine(Reference vm) -> List.of(machine(session, intent, vm));
            case Subject.MachineOf(Reference snapshot) -> {
                expect(snapshot, Set.of("VirtualMachineSnapshot"));
                yield List.of(machine(
                        session,
                        intent,
                        vcenter.read(session, List.of(snapshot), "vm")
                                .getFirst()
                                .reference("vm")));
            }
            case Subject.AllIn(Reference container) -> {
                List<Placing> placings = new ArrayList<>();
                for (Reference vm : machines(session, container)) {
                    placings.add(machine(session, intent, vm));
                }
                yield placings;
            }
            case Subject.Newcomer(String name) -> List.of(newcomer(session, intent, name));
        };
    }

    /** The machines of a host, or of a vApp: those in its pools, and those that it starts without holding them. */
    private Set<Reference> machines(ClientSession session, Reference container) throws LookUpFailed, Unacceptable {
        expect(container, CONTAINERS);
        Set<Reference> machines = new LinkedHashSet<>();
        Set<Reference> seen = new LinkedHashSet<>();
        Deque<Reference> open = new ArrayDeque<>(List.of(container));
        while (!open.isEmpty()) {
            Reference next = open.pop();
            if (!seen.add(next)) {
                continue;
            }
            for (Reference found : contents(session, next)) {
                if (found.type().equals(MACHINE)) {
                    machines.add(found);
                } else {
                    open.push(found);
                }
            }
        }
        if (machines.size() > GuardedMethods.MAX_MACHINES) {
            throw new Unacceptable("%s has %d virtual machines, and %d can be decided at once: move some by themselves"
                    .formatted(container, machines.size(), GuardedMethods.MAX_MACHINES));
        }
        return machines;
    }

    private List<Reference> contents(ClientSession session, Reference container) throws LookUpFailed, Unacceptable {
        String[] paths = switch (container.type()) {
            case HOST -> new String[] {"vm"};
            case APP -> new String[] {"vm", "resourcePool", "vAppConfig"};
            default -> new String[] {"vm", "resourcePool"};
        };
        List<Reference> contents = new ArrayList<>();
        for (Part value : vcenter.read(session, List.of(container), paths)
                .getFirst()
                .values()
                .values()) {
            for (Part child : value.children()) {
                if (!child.type().isEmpty()) {
                    contents.add(child.reference());
                } else if (child.name().equals("entityConfig")) {
                    Optional<Reference> entity = child.reference("key");
                    entity.ifPresent(contents::add);
                }
            }
        }
        return contents;
    }

    /**
     * Where the vCenter's machines are.
     *
     * @param machines those of which host and identity can be told
     * @param present the vCenter's ids of all of them
     */
    record Shown(List<SeenMachine> machines, Set<String> present) {
        Shown {
            machines = List.copyOf(machines);
            present = Set.copyOf(present);
        }
    }

    /** Where all machines are now. */
    Shown shown(ClientSession session) throws LookUpFailed {
        List<Properties> all =
                vcenter.all(session, MACHINE, "name", "config.instanceUuid", "runtime.host", "runtime.powerState");
        Map<Reference, HostId> hosts = new HashMap<>();
        Set<Reference> on = new LinkedHashSet<>();
        for (Properties machine : all) {
            if (machine.values().containsKey("runtime.host")) {
                on.add(machine.reference("runtime.host"));
            }
        }
        if (!on.isEmpty()) {
            for (Host host : hosts(session, List.copyOf(on))) {
                hosts.put(host.object(), host.id());
            }
        }
        List<SeenMachine> machines = new ArrayList<>();
        Set<String> present = new LinkedHashSet<>();
        for (Properties machine : all) {
            present.add(machine.object().id());
            if (machine.values().keySet().containsAll(TELLING)) {
                String name = machine.needed("name").text();
                machines.add(new SeenMachine(
                        machine.object().id(),
                        workload(machine, name),
                        name,
                        Objects.requireNonNull(hosts.get(machine.reference("runtime.host"))),
                        is(machine, "runtime.powerState", "poweredOn")));
            }
        }
        return new Shown(machines, present);
    }

    private WorkloadId workload(Properties machine, String name) throws LookUpFailed {
        return workloadId(
                switch (workloadIdentity) {
                    case INSTANCE_UUID -> machine.needed("config.instanceUuid").text();
                    case NAME -> name;
                });
    }

    private Placing machine(ClientSession session, Intent intent, Reference vm) throws LookUpFailed, Unacceptable {
        expect(vm, Set.of(MACHINE));
        Properties machine = vcenter.read(session, List.of(vm), "name", "config.instanceUuid", "runtime.host")
                .getFirst();
        Host own = hosts(session, List.of(machine.reference("runtime.host"))).getFirst();
        List<Host> candidates = candidates(session, intent.target(), own);
        String name = machine.needed("name").text();
        return new Placing(
                vm,
                new WorkloadView(workload(machine, name), name, null, Map.of(), own.id(), null),
                candidates.stream()
                        .filter(host -> !intent.action().leavesItsHost()
                                || !host.object().equals(own.object()))
                        .map(Host::id)
                        .toList());
    }

    private Placing newcomer(ClientSession session, Intent intent, String name) throws LookUpFailed, Unacceptable {
        List<Host> candidates = candidates(session, intent.target(), null);
        Reference object = switch (intent.target()) {
            case Target.Host(Reference host) -> host;
            case Target.AnyOf(Reference pool) -> pool;
            case Target.Scheduled(), Target.Stays() -> candidates.getFirst().object();
        };
        return new Placing(
                object,
                new WorkloadView(workloadId(name), name, null, Map.of(), null, null),
                candidates.stream().map(Host::id).toList());
    }

    private List<Host> candidates(ClientSession session, Target target, @Nullable Host own)
            throws LookUpFailed, Unacceptable {
        List<Host> found = switch (target) {
            case Target.Host(Reference host) -> {
                expect(host, Set.of(HOST));
                yield hosts(session, List.of(host));
            }
            case Target.AnyOf(Reference place) -> members(session, compute(session, place));
            case Target.Stays() -> alone(own);
            case Target.Scheduled() -> scheduled(session, own);
        };
        if (found.isEmpty()) {
            throw new LookUpFailed("no host that it may go to is connected and out of maintenance mode");
        }
        return found;
    }

    private static List<Host> alone(@Nullable Host own) {
        return own == null ? List.of() : List.of(own);
    }

    /** A scheduler that is switched off chooses nothing; one of which that is not known may choose any host. */
    private List<Host> scheduled(ClientSession session, @Nullable Host own) throws LookUpFailed {
        if (own == null || own.parent() == null || !own.parent().type().equals(CLUSTER)) {
            return alone(own);
        }
        Part configuration = vcenter.read(session, List.of(own.parent()), "configurationEx")
                .getFirst()
                .values()
                .get("configurationEx");
        boolean off = configuration != null
                && configuration
                        .textAt("drsConfig", "enabled")
                        .filter("false"::equals)
                        .isPresent();
        if (off) {
            return List.of(own);
        }
        List<Host> all = new ArrayList<>(members(session, own.parent()));
        if (all.stream().noneMatch(host -> host.object().equals(own.object()))) {
            all.add(own);
        }
        return List.copyOf(all);
    }

    private Reference compute(ClientSession session, Reference place) throws LookUpFailed, Unacceptable {
        if (COMPUTE.contains(place.type())) {
            return place;
        }
        expect(place, POOLS);
        return vcenter.read(session, List.of(place), "owner").getFirst().reference("owner");
    }

    private List<Host> members(ClientSession session, Reference compute) throws LookUpFailed {
        List<Reference> members = new ArrayList<>();
        for (Part member : vcenter.read(session, List.of(compute), "host")
                .getFirst()
                .needed("host")
                .children()) {
            members.add(new Reference(member.type(), member.text()));
        }
        return members.isEmpty()
                ? List.of()
                : hosts(session, members).stream().filter(Host::takes).toList();
    }

    private List<Host> hosts(ClientSession session, List<Reference> objects) throws LookUpFailed {
        List<Host> hosts = new ArrayList<>();
        for (Properties host : vcenter.read(
                session,
                objects,
                "name",
                "summary.hardware.uuid",
                "parent",
                "runtime.connectionState",
                "runtime.inMaintenanceMode")) {
            Part parent = host.values().get("parent");
            hosts.add(new Host(
                    host.object(),
                    hostId(host),
                    parent == null ? null : new Reference(parent.type(), parent.text()),
                    is(host, "runtime.connectionState", "connected")
                            && !is(host, "runtime.inMaintenanceMode", "true")));
        }
        return hosts;
    }

    private static boolean is(Properties object, String path, String value) {
        Part part = object.values().get(path);
        return part != null && part.text().equals(value);
    }

    /** The id that attestation-service gives the same host. */
    private HostId hostId(Properties host) throws LookUpFailed {
        String text = switch (hostIdentity) {
            case NAME -> host.needed("name").text();
            case UUID -> host.needed("summary.hardware.uuid").text();
        };
        try {
            return new HostId(text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-"));
        } catch (IllegalArgumentException e) {
            throw new LookUpFailed("no id can be made of the %s of %s".formatted(hostIdentity, host.object()));
        }
    }

    private static WorkloadId workloadId(String text) throws LookUpFailed {
        try {
            return new WorkloadId(text);
        } catch (IllegalArgumentException e) {
            throw new LookUpFailed("no id of a workload can be made of " + Refusal.shown(text));
        }
    }

    private static void expect(Reference object, Set<String> types) throws Unacceptable {
        if (!types.contains(object.type())) {
            throw new Unacceptable("%s is none of %s".formatted(object, types));
        }
    }
}
