package dev.leeward.policy.edge.cel;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.policy.Facts;
import dev.leeward.policy.policy.Facts.Peer;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.review.SetScope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads the tests beside a policy. What a test leaves out is ordinary: an operator migrates a workload without labels from
 * one trusted host to another.
 */
final class TestReader {
    private static final Set<String> TEST = known("name", "given", "then");
    private static final Set<String> GIVEN = known(
            "principal", "action", "workload", "source", "dest", "enforcementPoint", "approvals", "breakGlass", "at");
    private static final Set<String> THEN = known("effect", "by");
    private static final Set<String> PRINCIPAL = known("id", "roles", "tenant");
    private static final Set<String> WORKLOAD = known("id", "name", "tenant", "labels");
    private static final Set<String> HOST = known(
            "id",
            "name",
            "site",
            "hypervisor",
            "hypervisorVersion",
            "labels",
            "trust",
            "assurance",
            "assetTag",
            "peers");
    private static final Set<String> BREAK_GLASS = known("reason", "ticket");
    private static final Set<String> ACTIONS =
            Arrays.stream(Action.values()).map(Action::code).collect(Collectors.toSet());

    /** A Thursday at noon. */
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private static final Duration TERM = Duration.ofMinutes(10);

    private final SetScope set;
    private final List<PolicyError> errors;

    TestReader(SetScope set, List<PolicyError> errors) {
        this.set = set;
        this.errors = errors;
    }

    /** The id of a policy within all that is in force: a tenant's has the tenant before it. */
    static String qualified(SetScope set, String id) {
        return set.owner() == null ? id : set.owner() + ":" + id;
    }

    List<PolicyTest> read(ScalarNode policy, YamlFields fields) {
        List<PolicyTest> tests = new ArrayList<>();
        for (YamlFields test : fields.each("tests", TEST)) {
            test(qualified(set, policy.getValue()), test).ifPresent(tests::add);
        }
        return tests;
    }

    private Optional<PolicyTest> test(String policy, YamlFields test) {
        int before = errors.size();
        Optional<ScalarNode> name = test.required("name", "say in a sentence what the test shows");
        YamlFields then = test.within("then", THEN);
        Optional<Effect> effect = then.required("effect", "write then: {effect: DENY, by: the policy's id}")
                .flatMap(scalar -> constant(then, scalar, "effect", Effect.values()));
        Optional<String> by = then.optional("by").map(ScalarNode::getValue).map(this::named);
        YamlFields given = test.within("given", GIVEN);
        try {
            Instant at = time(given);
            HostView source = host(given.within("source", HOST), "source-1", at);
            YamlFields destination = given.within("dest", HOST);
            HostView dest = host(destination, "dest-1", at);
            WorkloadView workload = workload(given.within("workload", WORKLOAD), source);
            List<Peer> peers = texts(destination, "peers").stream()
                    .map(id -> new Peer(new WorkloadId(id), dest.id()))
                    .toList();
            PlacementRequest request = request(given, workload, dest.id());
            if (errors.size() > before || name.isEmpty() || effect.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new PolicyTest(
                    policy,
                    name.get().getValue(),
                    test.line(),
                    request,
                    new Facts(at, workload, List.of(source, dest), Duration.ZERO, "", List.of(), peers),
                    texts(given, "approvals").stream().map(this::named).toList(),
                    effect.get(),
                    by.orElse(null)));
        } catch (IllegalArgumentException e) {
            given.error(given.start(), String.valueOf(e.getMessage()), "correct the value that is named");
            return Optional.empty();
        }
    }

    /** A policy of one's own, or one of the provider's where one's own set says so: {@code provider:<id>}. */
    private String named(String id) {
        String provider = SetScope.provider() + ":";
        if (id.startsWith(provider)) {
            return id.substring(provider.length());
        }
        return id.startsWith(PolicyReader.BUILT_IN) ? id : qualified(set, id);
    }

    private static PlacementRequest request(YamlFields given, WorkloadView workload, HostId dest) {
        Action action = given.optional("action")
                .flatMap(scalar -> given.parsed(scalar, "action", Action::of, ACTIONS))
                .orElse(Action.MIGRATE);
        return new PlacementRequest(
                "test",
                action,
                principal(given),
                workload.id(),
                null,
                List.of(dest),
                List.of(),
                breakGlass(given),
                given.text("enforcementPoint", "test"),
                null);
    }

    private static Principal principal(YamlFields given) {
        if (given.node("principal").isEmpty()) {
            return new Principal("operator", Set.of("operator"), null);
        }
        YamlFields principal = given.within("principal", PRINCIPAL);
        return new Principal(
                principal.text("id", "somebody"), Set.copyOf(texts(principal, "roles")), tenant(principal, null));
    }

    private WorkloadView workload(YamlFields workload, HostView source) {
        String id = workload.text("id", "workload-1");
        workload.optional("tenant")
                .filter(tenant -> set.owner() != null && !tenant.getValue().equals(set.owner()))
                .ifPresent(tenant -> workload.error(
                        tenant.getStartMark(),
                        "a test of %s is about that tenant's workloads".formatted(set),
                        "leave tenant out"));
        return new WorkloadView(
                new WorkloadId(id),
                workload.text("name", id),
                tenant(workload, set.owner()),
                workload.texts("labels"),
                source.id(),
                source.site());
    }

    private static HostView host(YamlFields host, String usualId, Instant at) {
        String id = host.text("id", usualId);
        TrustStatus status = host.optional("trust")
                .flatMap(scalar -> constant(host, scalar, "trust", TrustStatus.values()))
                .orElse(TrustStatus.TRUSTED);
        Assurance assurance = host.optional("assurance")
                .flatMap(scalar -> constant(host, scalar, "assurance", Assurance.values()))
                .orElse(Assurance.HARDWARE_QUOTE);
        return new HostView(
                new HostId(id),
                host.text("name", id),
                host.text("site", "site-1"),
                host.text("hypervisor", "esxi"),
                host.text("hypervisorVersion", "8.0"),
                host.texts("labels"),
                new Trust(
                        status,
                        status == TrustStatus.TRUSTED ? "" : "the test says so",
                        at.minus(TERM),
                        at.plus(TERM),
                        assurance,
                        host.optional("assetTag")
                                .flatMap(scalar -> constant(host, scalar, "assetTag", TrustStatus.values()))
                                .orElse(null)));
    }

    private static @Nullable BreakGlass breakGlass(YamlFields given) {
        if (given.node("breakGlass").isEmpty()) {
            return null;
        }
        YamlFields breakGlass = given.within("breakGlass", BREAK_GLASS);
        return new BreakGlass(breakGlass.text("reason", ""), breakGlass.text("ticket", ""));
    }

    private static Instant time(YamlFields given) {
        String at = given.text("at", NOON.toString());
        try {
            return Instant.parse(at);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("at must be a time such as %s, but is '%s'".formatted(NOON, at), e);
        }
    }

    private static @Nullable TenantId tenant(YamlFields fields, @Nullable String usual) {
        String tenant = fields.text("tenant", usual == null ? "" : usual);
        return tenant.isEmpty() ? null : new TenantId(tenant);
    }

    private static List<String> texts(YamlFields fields, String key) {
        return fields.list(key).stream().map(ScalarNode::getValue).toList();
    }

    private static <E extends Enum<E>> Optional<E> constant(
            YamlFields fields, ScalarNode scalar, String what, E[] constants) {
        Set<String> names =
                Arrays.stream(constants).map(Enum::name).collect(Collectors.toCollection(LinkedHashSet::new));
        return fields.parsed(
                scalar,
                what,
                value -> Arrays.stream(constants)
                        .filter(constant -> constant.name().equals(value))
                        .findFirst(),
                names);
    }

    private static Set<String> known(String... fields) {
        return new LinkedHashSet<>(List.of(fields));
    }
}
