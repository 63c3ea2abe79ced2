package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.edge.vsphere.Intent.Subject;
import dev.leeward.policy.edge.vsphere.Intent.Target;
import dev.leeward.policy.placement.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The methods of the vSphere Web Services API that put a workload onto a host; docs/vsphere-gateway.md says of each why.
 * Source: vSphere Web Services API reference, 8.0.
 */
final class GuardedMethods {

    private static final String HOT_MIGRATE = "Resource.HotMigrate";
    private static final String POWER_ON = "VirtualMachine.Interact.PowerOn";
    private static final String CLONE = "VirtualMachine.Provisioning.Clone";
    private static final String CREATE = "VirtualMachine.Inventory.Create";
    static final int MAX_MACHINES = 100;

    /** How the intent of one method is read. */
    private interface Reader {
        Intent read(Method method, Reference self, Part call) throws Unacceptable;
    }

    private record Method(String name, Action action, String privilege, Reader reader) {
        Intent intent(Subject subject, Target target) {
            return new Intent(name, action, privilege, List.of(subject), target);
        }

        Intent of(Reference machine, Target target) {
            return intent(new Subject.Machine(machine), target);
        }
    }

    private static final Map<String, Method> METHODS = Stream.of(
                    new Method("RelocateVM_Task", Action.MIGRATE, HOT_MIGRATE, GuardedMethods::relocate),
                    new Method("MigrateVM_Task", Action.MIGRATE, HOT_MIGRATE, GuardedMethods::scheduled),
                    new Method("PowerOnVM_Task", Action.POWER_ON, POWER_ON, GuardedMethods::scheduled),
                    new Method("PowerOnMultiVM_Task", Action.POWER_ON, POWER_ON, GuardedMethods::startSeveral),
                    new Method("PowerOnVApp_Task", Action.POWER_ON, POWER_ON, GuardedMethods::allInItself),
                    new Method("StartReplaying_Task", Action.POWER_ON, POWER_ON, GuardedMethods::scheduled),
                    new Method("MakePrimaryVM_Task", Action.POWER_ON, POWER_ON, GuardedMethods::takeOver),
                    new Method("EnterMaintenanceMode_Task", Action.MIGRATE, HOT_MIGRATE, GuardedMethods::allInItself),
                    new Method("PowerDownHostToStandBy_Task", Action.MIGRATE, HOT_MIGRATE, GuardedMethods::allInItself),
                    new Method("RevertToCurrentSnapshot_Task", Action.POWER_ON, POWER_ON, GuardedMethods::scheduled),
                    new Method("RevertToSnapshot_Task", Action.POWER_ON, POWER_ON, GuardedMethods::revert),
                    new Method("CloneVM_Task", Action.CLONE, CLONE, GuardedMethods::copy),
                    new Method("InstantClone_Task", Action.CLONE, CLONE, GuardedMethods::instantCopy),
                    new Method("CreateSecondaryVM_Task", Action.CLONE, HOT_MIGRATE, GuardedMethods::onNamedHost),
                    new Method("CreateSecondaryVMEx_Task", Action.CLONE, HOT_MIGRATE, GuardedMethods::onNamedHost),
                    new Method("EnableSecondaryVM_Task", Action.CLONE, HOT_MIGRATE, GuardedMethods::onNamedHost),
                    new Method("MarkAsVirtualMachine", Action.CLONE, CREATE, GuardedMethods::scheduled),
                    new Method("CreateVM_Task", Action.CLONE, CREATE, GuardedMethods::newcomer),
                    new Method("RegisterVM_Task", Action.CLONE, CREATE, GuardedMethods::newcomer),
                    new Method("CreateChildVM_Task", Action.CLONE, CREATE, GuardedMethods::intoItself),
                    new Method("RegisterChildVM_Task", Action.CLONE, CREATE, GuardedMethods::intoItself),
                    new Method("ImportVApp", Action.CLONE, CREATE, GuardedMethods::unpack),
                    new Method("CloneVApp_Task", Action.CLONE, CLONE, GuardedMethods::copyApp))
            .collect(Collectors.toUnmodifiableMap(method -> spelling(method.name()), Function.identity()));

    /** Methods that move workloads without saying to which host, with what to do instead. */
    private static final Map<String, String> REFUSED = Map.of(
            "ApplyRecommendation",
            "applies moves that the scheduler chose: migrate the virtual machine to the recommended host by name",
            "ApplyStorageDrsRecommendation_Task",
            "applies placements that the scheduler chose: place the virtual machine on a host and a datastore by name",
            "ApplyStorageDrsRecommendationToPod_Task",
            "applies placements that the scheduler chose: place the virtual machine on a host and a datastore by name",
            "TerminateFaultTolerantVM_Task",
            "lets the other one of a pair take over, wherever it is: call MakePrimaryVM_Task",
            "AutoStartPowerOn",
            "starts whatever a host's list names: start the virtual machines by name",
            "RunScheduledTask",
            "lets the vCenter call what this gateway does not see: make the call itself");

    private static final Map<String, String> REFUSED_BY_SPELLING = REFUSED.keySet().stream()
            .collect(Collectors.toUnmodifiableMap(GuardedMethods::spelling, Function.identity()));

    /** May make a virtual machine another workload. */
    private static final String RECONFIGURE = "reconfigvm";

    /** Calls any method of a host's object, by name. */
    private static final String EXECUTE = "executesoap";

    /** What it is for: the commands of esxcli. */
    private static final String ESXCLI = "vim.EsxCLI.";

    private GuardedMethods() {}

    /**
     * What a call would do to the placement of workloads; empty where nothing.
     *
     * @param method its name
     * @param call its arguments
     * @throws Unacceptable where that cannot be told for certain
     */
    static Optional<Intent> intent(String method, Arguments call) throws Unacceptable {
        String spelling = spelling(method);
        if (REFUSED_BY_SPELLING.containsKey(spelling)) {
            String name = REFUSED_BY_SPELLING.get(spelling);
            throw new Unacceptable("%s %s".formatted(name, REFUSED.get(name)));
        }
        if (spelling.equals(EXECUTE) && !call.parts().needed("method").text().startsWith(ESXCLI)) {
            throw new Unacceptable("ExecuteSoap calls a method other than those of esxcli: call it by its own name");
        }
        if (spelling.equals(RECONFIGURE)) {
            sameWorkload(call.parts());
        }
        if (schedules(spelling)) {
            onlyHarmlessActions(method, call.parts());
        }
        Method guarded = METHODS.get(spelling);
        if (guarded == null) {
            return Optional.empty();
        }
        if (!guarded.name().equals(method)) {
            throw new Unacceptable("%s is not how %s is spelled".formatted(Refusal.shown(method), guarded.name()));
        }
        return Optional.of(guarded.reader().read(guarded, call.self(), call.parts()));
    }

    /** Whether a call of that name has to be read before it passes. */
    static boolean concerns(String method) {
        String spelling = spelling(method);
        return METHODS.containsKey(spelling)
                || REFUSED_BY_SPELLING.containsKey(spelling)
                || schedules(spelling)
                || spelling.equals(RECONFIGURE)
                || spelling.equals(EXECUTE);
    }

    /** Each method that is decided about, with the action that is asked for; empty where it is refused. */
    static Map<String, Optional<Action>> decided() {
        Map<String, Optional<Action>> decided = new TreeMap<>();
        METHODS.values().forEach(method -> decided.put(method.name(), Optional.of(method.action())));
        REFUSED.keySet().forEach(method -> decided.put(method, Optional.empty()));
        return decided;
    }

    /** The arguments of a call, read only where somebody asks for them. */
    interface Arguments {
        /** The object whose method is called. */
        Reference self() throws Unacceptable;

        Part parts() throws Unacceptable;
    }

    /** Names that differ in case or in the suffix of tasks alone count as the same. */
    private static String spelling(String method) {
        String lower = method.toLowerCase(Locale.ROOT);
        return lower.endsWith("_task") ? lower.substring(0, lower.length() - "_task".length()) : lower;
    }

    /** What makes the vCenter call a method later, by itself. */
    private static boolean schedules(String spelling) {
        return spelling.endsWith("scheduledtask") || spelling.endsWith("alarm");
    }

    private static void onlyHarmlessActions(String method, Part call) throws Unacceptable {
        Optional<String> guarded = call.tree()
                .filter(part -> part.all("argument").findAny().isPresent()
                        || part.kind().equals("MethodAction"))
                .flatMap(action -> action.all("name"))
                .map(name -> name.text().strip())
                .filter(name -> !PassedMethods.harmless(name))
                .findFirst();
        if (guarded.isPresent()) {
            throw new Unacceptable("%s would let the vCenter call %s later, where nobody decides: let the scheduler of"
                            .formatted(Refusal.shown(method), Refusal.shown(guarded.get()))
                    + " your own call it through this gateway");
        }
    }

    private static void sameWorkload(Part call) throws Unacceptable {
        Optional<Part> spec = call.one("spec");
        if (spec.isPresent() && spec.get().one("instanceUuid").isPresent()) {
            throw new Unacceptable(
                    "ReconfigVM_Task would give the virtual machine another instance UUID, and so make it"
                            + " another workload with other policies");
        }
    }

    private static Intent relocate(Method method, Reference self, Part call) throws Unacceptable {
        return method.of(self, target(call.needed("spec"), new Target.Stays()));
    }

    private static Intent scheduled(Method method, Reference self, Part call) throws Unacceptable {
        return method.of(self, target(call, new Target.Scheduled()));
    }

    /** Where no host is named the vCenter chooses one for the second copy, whether its scheduler is on or not. */
    private static Intent onNamedHost(Method method, Reference self, Part call) throws Unacceptable {
        if (call.one("host").isEmpty()) {
            throw new Unacceptable(method.name() + " leaves the host of the second copy to the vCenter: name one");
        }
        return scheduled(method, self, call);
    }

    /** The other one of a pair goes on where it is. */
    private static Intent takeOver(Method method, Reference self, Part call) throws Unacceptable {
        return method.of(call.needed("vm").reference(), new Target.Stays());
    }

    /** All machines of a host or a vApp, each to wherever the scheduler wants it. */
    private static Intent allInItself(Method method, Reference self, Part call) {
        return method.intent(new Subject.AllIn(self), new Target.Scheduled());
    }

    private static Intent revert(Method method, Reference self, Part call) throws Unacceptable {
        return method.intent(new Subject.MachineOf(self), target(call, new Target.Scheduled()));
    }

    private static Intent startSeveral(Method method, Reference self, Part call) throws Unacceptable {
        List<Subject> machines = new ArrayList<>();
        for (Part vm : call.children()) {
            if (vm.name().equalsIgnoreCase("vm")) {
                machines.add(new Subject.Machine(vm.reference()));
            }
        }
        if (machines.isEmpty() || machines.size() > MAX_MACHINES) {
            throw new Unacceptable("PowerOnMultiVM_Task names %d virtual machines, and 1 to %d can be decided at once"
                    .formatted(machines.size(), MAX_MACHINES));
        }
        return new Intent(method.name(), method.action(), method.privilege(), machines, new Target.Scheduled());
    }

    private static Intent copy(Method method, Reference self, Part call) throws Unacceptable {
        return method.of(self, target(call.needed("spec").needed("location"), new Target.Scheduled()));
    }

    private static Intent instantCopy(Method method, Reference self, Part call) throws Unacceptable {
        return method.of(self, target(call.needed("spec").needed("location"), new Target.Stays()));
    }

    private static Intent copyApp(Method method, Reference self, Part call) throws Unacceptable {
        Reference into = call.needed("target").reference();
        Optional<Part> spec = call.one("spec");
        keepsTogether(method, call, "parent");
        Target target = new Target.AnyOf(into);
        return method.intent(new Subject.AllIn(self), spec.isPresent() ? target(spec.get(), target) : target);
    }

    private static Intent unpack(Method method, Reference self, Part call) throws Unacceptable {
        keepsTogether(method, call, "resPoolEntity");
        return intoItself(method, self, call);
    }

    /** A part of a vApp may name a pool of its own, in whichever cluster. */
    private static void keepsTogether(Method method, Part call, String elsewhere) throws Unacceptable {
        if (call.tree().anyMatch(part -> part.name().equalsIgnoreCase(elsewhere))) {
            throw new Unacceptable("%s puts parts of a vApp into other pools (%s): place them by themselves"
                    .formatted(method.name(), elsewhere));
        }
    }

    private static Intent newcomer(Method method, Reference self, Part call) throws Unacceptable {
        Target target = target(call, new Target.Stays());
        if (target instanceof Target.Stays) {
            throw new Unacceptable(method.name() + " names neither host nor pool");
        }
        return method.intent(named(call), target);
    }

    private static Intent intoItself(Method method, Reference self, Part call) throws Unacceptable {
        return method.intent(named(call), target(call, new Target.AnyOf(self)));
    }

    private static Subject named(Part call) {
        String name = call.textAt("name")
                .or(() -> call.textAt("config", "name"))
                .filter(text ->
                        !text.isBlank() && text.length() <= 80 && text.chars().noneMatch(Character::isISOControl))
                .orElse("unnamed");
        return new Subject.Newcomer("new:" + name);
    }

    /** A host counts before a pool: the pool then says nothing of where to. */
    private static Target target(Part part, Target otherwise) throws Unacceptable {
        if (part.one("service").isPresent()) {
            throw new Unacceptable("it moves to another vCenter, whose hosts this gateway does not know");
        }
        Optional<Reference> host = part.reference("host");
        Optional<Reference> pool = part.reference("pool");
        if (host.isPresent()) {
            if (!host.get().type().equals("HostSystem")) {
                throw new Unacceptable(
                        "its host is no HostSystem but a " + host.get().type());
            }
            return new Target.Host(host.get());
        }
        return pool.isPresent() ? new Target.AnyOf(pool.get()) : otherwise;
    }
}
