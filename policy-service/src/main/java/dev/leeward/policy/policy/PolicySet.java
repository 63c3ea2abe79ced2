package dev.leeward.policy.policy;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Violation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The policies in force, in the order of their ids, and the digest that names exactly this set. */
public final class PolicySet {
    private final List<Policy> policies;
    private final List<PolicyRef> refs;
    private final Map<Action, Index> byAction = new EnumMap<>(Action.class);
    private final String digest;

    /**
     * Collects the set.
     *
     * @throws IllegalArgumentException where two policies share an id
     */
    public PolicySet(List<Policy> policies) {
        this.policies =
                policies.stream().sorted(Comparator.comparing(Policy::ref)).toList();
        for (int i = 1; i < this.policies.size(); i++) {
            String id = this.policies.get(i).ref().id();
            if (id.equals(this.policies.get(i - 1).ref().id())) {
                throw new IllegalArgumentException("policy %s is defined twice".formatted(id));
            }
        }
        for (Action action : Action.values()) {
            byAction.put(
                    action,
                    Index.of(this.policies.stream()
                            .filter(policy -> policy.document().mode() != PolicyDocument.Mode.OFF)
                            .filter(policy ->
                                    policy.document().scope().actions().contains(action))
                            .toList()));
        }
        this.refs = this.policies.stream().map(Policy::ref).toList();
        this.digest = digest(this.policies.stream().map(Policy::document).toList());
    }

    /** All policies, those that are off included. */
    public List<PolicyDocument> documents() {
        return policies.stream().map(Policy::document).toList();
    }

    /** SHA-256 of the set and of the version of the built-in rules, lower-case hexadecimal. */
    public String digest() {
        return digest;
    }

    /** The policy of that id, if there is one. */
    Optional<PolicyRef> find(String id) {
        return policies.stream()
                .map(Policy::ref)
                .filter(ref -> ref.id().equals(id))
                .findFirst();
    }

    /** A policy of the set; empty for built-in rules. */
    Optional<Policy> policy(PolicyRef ref) {
        int found = Collections.binarySearch(refs, ref);
        return found < 0 ? Optional.empty() : Optional.of(policies.get(found));
    }

    /** The policies that speak of an action on a tenant's workload. */
    List<Policy> of(Action action, @Nullable TenantId tenant) {
        Index index = byAction.getOrDefault(action, Index.NONE);
        return tenant == null ? index.ofAll() : index.ofTenant().getOrDefault(tenant, index.ofAll());
    }

    /** Policies by whom they speak of, so that a thousand tenants' sets cost a decision nothing. */
    private record Index(List<Policy> ofAll, Map<TenantId, List<Policy>> ofTenant) {
        static final Index NONE = new Index(List.of(), Map.of());

        static Index of(List<Policy> policies) {
            List<Policy> ofAll = new ArrayList<>();
            Map<TenantId, List<Policy>> named = new HashMap<>();
            for (Policy policy : policies) {
                if (policy.document().scope().covers(null)) {
                    ofAll.add(policy);
                } else {
                    policy.document()
                            .scope()
                            .tenants()
                            .forEach(tenant -> named.computeIfAbsent(new TenantId(tenant), _ -> new ArrayList<>())
                                    .add(policy));
                }
            }
            named.replaceAll((_, own) -> Stream.concat(ofAll.stream(), own.stream())
                    .sorted(Comparator.comparing(Policy::ref))
                    .toList());
            return new Index(List.copyOf(ofAll), named);
        }
    }

    private static String digest(List<PolicyDocument> documents) {
        List<String> parts = new ArrayList<>(List.of("built-in", Integer.toString(Violation.VERSION)));
        for (PolicyDocument d : documents) {
            parts.addAll(List.of(
                    d.ref().id(),
                    Integer.toString(d.ref().version()),
                    d.kind().name(),
                    d.mode().name(),
                    new TreeSet<>(d.scope().tenants()).toString(),
                    new TreeSet<>(d.scope().actions()).toString(),
                    d.when(),
                    d.message(),
                    d.controls().toString(),
                    d.obligations().toString()));
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha256.update(bytes);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
