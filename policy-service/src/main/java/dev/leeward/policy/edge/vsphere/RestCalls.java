package dev.leeward.policy.edge.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.policy.edge.vsphere.Intent.Subject;
import dev.leeward.policy.edge.vsphere.Intent.Target;
import dev.leeward.policy.placement.Action;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the vSphere Automation API (REST) that put a workload onto a host. Source: vSphere Automation API
 * reference, 8.0; the paths below {@code /rest} are those of 6.5 to 7.0.
 */
final class RestCalls {

    private static final String HOT_MIGRATE = "Resource.HotMigrate";
    private static final String POWER_ON = "VirtualMachine.Interact.PowerOn";
    private static final String CREATE = "VirtualMachine.Inventory.Create";

    /** The same calls by the names that the JSON-RPC endpoint gives them. */
    private static final Map<String, Set<String>> SERVICES = Map.of(
            "com.vmware.vcenter.vm", Set.of("relocate", "clone", "instant_clone", "create", "register"),
            "com.vmware.vcenter.vm.power", Set.of("start"),
            "com.vmware.vcenter.vm_template.library_items", Set.of("create", "deploy"),
            "com.vmware.vcenter.vm_template.library_items.check_outs", Set.of("check_out"),
            "com.vmware.vcenter.ovf.library_item", Set.of("deploy"));

    private RestCalls() {}

    /** What a POST would do, as far as its address says. */
    enum Call {
        RELOCATE,
        CLONE,
        INSTANT_CLONE,
        CREATE,
        POWER_ON,
        CREATE_TEMPLATE,
        DEPLOY_TEMPLATE,
        DEPLOY_OVF
    }

    /** A guarded call; {@code id} is what the path names. */
    record Guarded(Call call, String id) {}

    /**
     * The guarded call of an address; empty where it is none.
     *
     * @param segments its path below {@code /api} or {@code /rest}
     * @param action its action; empty where it has none
     * @throws Unacceptable where it is an action on virtual machines that is not known
     */
    static Optional<Guarded> guarded(List<String> segments, String action) throws Unacceptable {
        List<String> path = segments.stream()
                .map(segment -> segment.toLowerCase(Locale.ROOT))
                .toList();
        if (path.size() > 2 && path.subList(0, 2).equals(List.of("com", "vmware"))) {
            return guarded(segments.subList(2, segments.size()), action);
        }
        String verb = action.toLowerCase(Locale.ROOT).replace('_', '-');
        return Optional.ofNullable(call(path, verb)).map(call -> {
            int place = path.get(1).equals("vm") ? 2 : 3;
            return new Guarded(call, path.size() > place ? segments.get(place).replaceFirst("^id:", "") : "");
        });
    }

    private static @Nullable Call call(List<String> path, String verb) throws Unacceptable {
        if (path.size() < 2 || !path.getFirst().equals("vcenter")) {
            return null;
        }
        return switch (path.get(1)) {
            case "vm" -> ofMachine(path, verb);
            case "vm-template" ->
                switch (verb) {
                    case "deploy", "check-out" -> Call.DEPLOY_TEMPLATE;
                    case "create" -> Call.CREATE_TEMPLATE;
                    case "" -> path.size() == 3 && path.get(2).equals("library-items") ? Call.CREATE_TEMPLATE : null;
                    case "check-in" -> null;
                    default -> throw unknown(verb);
                };
            case "ovf" ->
                switch (verb) {
                    case "deploy" -> Call.DEPLOY_OVF;
                    case "", "create", "filter" -> null;
                    default -> throw unknown(verb);
                };
            default -> null;
        };
    }

    private static Unacceptable unknown(String verb) {
        return new Unacceptable("%s is no action on virtual machines that this gateway knows: use the vSphere API"
                .formatted(Refusal.shown(verb)));
    }

    private static @Nullable Call ofMachine(List<String> path, String verb) throws Unacceptable {
        return switch (path.size()) {
            case 2 ->
                switch (verb) {
                    case "clone" -> Call.CLONE;
                    case "instant-clone" -> Call.INSTANT_CLONE;
                    case "", "create", "register" -> Call.CREATE;
                    default -> throw unknown(verb);
                };
            case 3 ->
                switch (verb) {
                    case "relocate" -> Call.RELOCATE;
                    case "clone" -> Call.CLONE;
                    case "instant-clone" -> Call.INSTANT_CLONE;
                    case "", "unregister", "delete" -> null;
                    default -> throw unknown(verb);
                };
            case 4 ->
                path.get(3).equals("power")
                        ? switch (verb) {
                            case "start" -> Call.POWER_ON;
                            case "", "stop", "suspend", "reset" -> null;
                            default -> throw unknown(verb);
                        }
                        : null;
            case 5 -> path.get(3).equals("power") && path.get(4).equals("start") ? Call.POWER_ON : null;
            default -> null;
        };
    }

    /** Whether a call over JSON-RPC, or one that headers name, is one of those that are guarded. */
    static boolean guarded(String service, String operation) {
        String name = operation.toLowerCase(Locale.ROOT).replaceFirst("\\$task$", "");
        return SERVICES.getOrDefault(service.toLowerCase(Locale.ROOT), Set.of()).contains(name);
    }

    /** What a guarded call would do. */
    static Intent intent(Guarded guarded, JsonNode body) throws Unacceptable {
        Part whole = Part.of("body", body);
        Optional<Part> wrapped = whole.one("spec");
        Part spec = wrapped.isPresent() && whole.children().size() == 1 ? wrapped.get() : whole;
        return switch (guarded.call()) {
            case RELOCATE ->
                intent(guarded, Action.MIGRATE, HOT_MIGRATE, machine(guarded.id()), placed(spec, new Target.Stays()));
            case POWER_ON -> intent(guarded, Action.POWER_ON, POWER_ON, machine(guarded.id()), new Target.Scheduled());
            case CLONE ->
                intent(
                        guarded,
                        Action.CLONE,
                        CREATE,
                        machine(spec.needed("source").text()),
                        placed(spec, new Target.Scheduled()));
            case CREATE_TEMPLATE ->
                intent(
                        guarded,
                        Action.CLONE,
                        CREATE,
                        machine(spec.needed("source_vm").text()),
                        placed(spec, new Target.Scheduled()));
            case INSTANT_CLONE ->
                intent(
                        guarded,
                        Action.CLONE,
                        CREATE,
                        machine(spec.needed("source").text()),
                        placed(spec, new Target.Stays()));
            case CREATE -> newcomer(guarded, spec, placed(spec, new Target.Stays()));
            case DEPLOY_TEMPLATE -> newcomer(guarded, spec, placed(spec, new Target.Stays()));
            case DEPLOY_OVF -> {
                Part target = spec.needed("target");
                yield newcomer(guarded, spec, target(target, "host_id", "resource_pool_id", "", new Target.Stays()));
            }
        };
    }

    private static Intent newcomer(Guarded guarded, Part spec, Target target) throws Unacceptable {
        if (target instanceof Target.Stays) {
            throw new Unacceptable("its placement names neither host nor cluster nor resource pool");
        }
        String name = spec.textAt("name")
                .filter(text -> !text.isBlank() && text.length() <= 80)
                .orElse("unnamed");
        return intent(guarded, Action.CLONE, CREATE, new Subject.Newcomer("new:" + name), target);
    }

    private static Intent intent(Guarded guarded, Action action, String privilege, Subject subject, Target target) {
        String name = guarded.call().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Intent("rest:" + name, action, privilege, List.of(subject), target);
    }

    private static Subject machine(String id) throws Unacceptable {
        return new Subject.Machine(Reference.of("VirtualMachine", id));
    }

    private static Target placed(Part spec, Target otherwise) throws Unacceptable {
        Optional<Part> placement = spec.one("placement");
        return placement.isPresent()
                ? target(placement.get(), "host", "resource_pool", "cluster", otherwise)
                : otherwise;
    }

    private static Target target(Part part, String host, String pool, String cluster, Target otherwise)
            throws Unacceptable {
        Optional<Part> onHost = part.one(host);
        if (onHost.isPresent()) {
            return new Target.Host(Reference.of("HostSystem", onHost.get().text()));
        }
        Optional<Part> inPool = part.one(pool);
        if (inPool.isPresent()) {
            return new Target.AnyOf(Reference.of("ResourcePool", inPool.get().text()));
        }
        Optional<Part> inCluster = cluster.isEmpty() ? Optional.empty() : part.one(cluster);
        return inCluster.isPresent()
                ? new Target.AnyOf(
                        Reference.of("ClusterComputeResource", inCluster.get().text()))
                : otherwise;
    }
}
