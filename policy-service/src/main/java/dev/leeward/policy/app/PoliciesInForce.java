package dev.leeward.policy.app;

import dev.leeward.policy.app.PolicyCompiler.Compiled;
import dev.leeward.policy.app.PolicySetStore.InForce;
import dev.leeward.policy.app.PolicySigners.Opened;
import dev.leeward.policy.app.ReviewConfig.Signatures;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.Policy;
import dev.leeward.policy.policy.PolicyDocument.Scope;
import dev.leeward.policy.policy.PolicyRef;
import dev.leeward.policy.policy.PolicySet;
import dev.leeward.policy.policy.Terms;
import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.SetRef;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion.Content;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The policies that this process decides by: one immutable set of the provider's and every tenant's, replaced as a whole.
 * Where a new version cannot be read, the last good one stays in force; a process that never had one answers
 * INDETERMINATE to whatever the version speaks of. Both are told by {@link #mistakes}.
 */
@Singleton
public class PoliciesInForce {
    private static final Logger LOG = Logger.getLogger(PoliciesInForce.class);

    private final PolicySetStore store;
    private final PolicyCompiler compiler;
    private final PolicySigners signers;
    private final ReviewConfig config;
    private final Terms terms;
    private volatile State state;

    PoliciesInForce(
            PolicySetStore store, PolicyCompiler compiler, PolicySigners signers, ReviewConfig config, Terms terms) {
        this.store = store;
        this.compiler = compiler;
        this.signers = signers;
        this.config = config;
        this.terms = terms;
        this.state = State.of(
                0,
                Map.of(
                        SetScope.provider().toString(),
                        new Part(
                                null,
                                List.of(unreadable(SetScope.provider(), 1, "they have not been read yet")),
                                null,
                                null)),
                terms);
    }

    /**
     * What one set contributes.
     *
     * @param set the version that {@code policies} are of; null where none could be read
     * @param mistake why a newer version is not in force; null where the newest is
     * @param unsigned that newer version, where its signature does not count here so far; a signer's key may yet come
     */
    private record Part(
            @Nullable SetRef set,
            List<Policy> policies,
            @Nullable String mistake,
            @Nullable Content unsigned) {
        int version() {
            return set == null ? 0 : set.version();
        }
    }

    /** Everything at one instant: it is replaced, never changed. */
    private record State(long publication, Map<String, Part> parts, PolicySet policies, Evaluator evaluator)
            implements Ruling {
        static State of(long publication, Map<String, Part> parts, Terms terms) {
            PolicySet policies = new PolicySet(parts.values().stream()
                    .flatMap(part -> part.policies().stream())
                    .toList());
            return new State(publication, parts, policies, new Evaluator(policies, terms));
        }

        @Override
        public List<SetRef> setsOn(@Nullable TenantId tenant) {
            return Stream.concat(
                            Stream.of(SetScope.provider().toString()),
                            tenant == null ? Stream.empty() : Stream.of(SetScope.nameOf(tenant)))
                    .map(parts::get)
                    .filter(Objects::nonNull)
                    .flatMap(part -> Stream.ofNullable(part.set()))
                    .toList();
        }
    }

    /** What is in force now; hold on to it for the whole of a decision. */
    Ruling ruling() {
        return state;
    }

    /** Policies that are in force together. */
    interface Ruling {
        /** Decides by them. */
        Evaluator evaluator();

        /** The versions that speak of a tenant's workloads; of the provider's own where null. */
        List<SetRef> setsOn(@Nullable TenantId tenant);
    }

    /** The policies in force now. */
    public PolicySet policies() {
        return state.policies();
    }

    /** What would be in force if a set had other policies. */
    PolicySet with(SetScope scope, List<Policy> instead) {
        Map<String, Part> parts = new TreeMap<>(state.parts());
        parts.put(scope.toString(), new Part(null, instead, null, null));
        return State.of(0, parts, terms).policies();
    }

    /** Versions in force by scope; 0 where none could be read. */
    public Map<String, Integer> versions() {
        return state.parts().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, part -> part.getValue().version(), (a, _) -> a, TreeMap::new));
    }

    /** Why the newest version of a scope is not in force here; empty where all are. */
    public Map<String, String> mistakes() {
        Map<String, String> mistakes = new TreeMap<>();
        state.parts().forEach((scope, part) -> {
            if (part.mistake() != null) {
                mistakes.put(scope, part.mistake());
            }
        });
        return mistakes;
    }

    /** Takes in what was published since. */
    public synchronized void refresh() {
        State before = state;
        List<InForce> published = store.publishedAfter(before.publication());
        Map<String, Content> news = new TreeMap<>();
        before.parts().forEach((scope, part) -> {
            if (part.unsigned() != null && signatureMistake(part.unsigned()) == null) {
                news.put(scope, part.unsigned());
            }
        });
        published.forEach(newest -> {
            Content content = newest.version().content();
            news.put(content.scope().toString(), content);
        });
        if (news.isEmpty()) {
            return;
        }
        Map<String, Part> parts = new TreeMap<>(before.parts());
        news.forEach((scope, content) -> parts.merge(scope, part(content), PoliciesInForce::after));
        long publication = published.stream().mapToLong(InForce::publication).reduce(before.publication(), Math::max);
        State after = State.of(publication, parts, terms);
        state = after;
        LOG.infof(
                "policies.in-force count=%d digest=%s versions=%s",
                after.policies().documents().size(), after.policies().digest(), versions());
        mistakes().forEach((scope, mistake) -> LOG.errorf("policies.refused scope=%s: %s", scope, mistake));
    }

    private Part part(Content content) {
        String unsigned = signatureMistake(content);
        if (unsigned != null) {
            return broken(content, unsigned, content);
        }
        return switch (compiler.compile(content.scope(), content.document())) {
            case Compiled.Read read -> new Part(SetRef.of(content), read.evaluable(), null, null);
            case Compiled.Broken(var errors) ->
                broken(content, errors.stream().map(Object::toString).collect(Collectors.joining("; ")), null);
        };
    }

    /** Whoever can write to the database still cannot put policies in force that no signer signed. */
    private @Nullable String signatureMistake(Content content) {
        DocumentSignature signature = content.signature();
        if (config.signatures() == Signatures.OPTIONAL || isShipped(content)) {
            return null;
        }
        if (signature == null) {
            return "it carries no signature, and leeward.policy.signatures is required";
        }
        return switch (signers.open(content.scope(), signature.jws())) {
            case Opened.Refused(var reason) -> reason;
            case Opened.Document(var document, var _) ->
                document.equals(content.document()) ? null : "its signature is over another document";
        };
    }

    private boolean isShipped(Content content) {
        return content.scope().equals(SetScope.provider()) && content.document().equals(compiler.shipped());
    }

    private static Part broken(Content content, String mistake, @Nullable Content unsigned) {
        String words =
                "version %d of policy set %s cannot be used: %s".formatted(content.number(), content.scope(), mistake);
        return new Part(null, List.of(unreadable(content.scope(), content.number(), words)), words, unsigned);
    }

    /** The last good policies stay, and the mistake is told. */
    private static Part after(Part before, Part newest) {
        return newest.mistake() != null && before.set() != null
                ? new Part(before.set(), before.policies(), newest.mistake(), newest.unsigned())
                : newest;
    }

    private static Policy unreadable(SetScope scope, int version, String why) {
        Scope all = Scope.everything();
        return switch (scope) {
            case SetScope.Provider() ->
                Policy.unreadable(new PolicyRef("builtin-policies-readable", version), all, why);
            case SetScope.Tenant(TenantId tenant) ->
                Policy.unreadable(
                        new PolicyRef(tenant + ":builtin-policies-readable", version),
                        new Scope(Set.of(tenant.value()), EnumSet.copyOf(all.actions())),
                        why);
        };
    }
}
