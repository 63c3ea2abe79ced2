package dev.leeward.policy.app;

import dev.leeward.policy.app.PolicySigners.Opened;
import dev.leeward.policy.app.ReviewConfig.Signatures;
import dev.leeward.policy.app.SetCheck.Checked;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import dev.leeward.policy.review.SetVersion.Act;
import dev.leeward.policy.review.SetVersion.Content;
import dev.leeward.policy.review.SetVersion.Published;
import dev.leeward.policy.review.SetVersion.Refusal;
import dev.leeward.policy.review.SetVersion.Step;
import dev.leeward.policy.review.SetVersion.Superseded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The life of policy sets. Nothing that does not compile, or fails a test of its own, comes into force. */
@ApplicationScoped
public class PolicySets {
    private static final Logger LOG = Logger.getLogger(PolicySets.class);

    private final PolicySetStore store;
    private final SetCheck check;
    private final PolicySigners signers;
    private final Announcer announcer;
    private final ReviewConfig config;
    private final Clock clock;

    PolicySets(
            PolicySetStore store,
            SetCheck check,
            PolicySigners signers,
            Announcer announcer,
            ReviewConfig config,
            Clock clock) {
        this.store = store;
        this.check = check;
        this.signers = signers;
        this.announcer = announcer;
        this.config = config;
        this.clock = clock;
    }

    /** What came of a command. */
    public sealed interface Outcome {
        /** It was carried out. */
        record Done(SetVersion version) implements Outcome {}

        /** There is no such version. */
        record Unknown() implements Outcome {}

        /** The version's state, or who asks, does not allow it. */
        record Refused(Refusal refusal) implements Outcome {}

        /** Another version is in force than the author believes; null where none is. */
        record Outdated(int basedOn, @Nullable Integer active) implements Outcome {}

        /** Another version than the one that it rests on is in force; null where none is. */
        record MovedOn(@Nullable Integer basedOn, @Nullable Integer active) implements Outcome {}

        /** It was never in force, so there is nothing to go back to. */
        record NeverInForce() implements Outcome {}

        /** The document has mistakes. */
        record Broken(List<PolicyError> errors) implements Outcome {}

        /** Tests in the document fail. */
        record Failing(List<PolicyTest.Failure> failures) implements Outcome {}

        /** Documents must be signed, and this one is not. */
        record Unsigned() implements Outcome {}

        /** Its signature does not count. */
        record BadSignature(String reason) implements Outcome {}
    }

    /**
     * What somebody wants in force.
     *
     * @param sent the document, or a JWS over it where {@code signed}
     * @param basedOn the version that the author believes in force; null where they do not say
     */
    public record Draft(
            SetScope scope,
            String sent,
            boolean signed,
            String note,
            @Nullable Integer basedOn) {}

    /** Keeps a draft. Its document compiles; its tests may still fail. */
    @Transactional
    public Outcome draft(Draft draft, String by) {
        if (!draft.signed()) {
            return unsignedIsRefused() ? new Outcome.Unsigned() : draft(draft, draft.sent(), null, null, by);
        }
        return switch (signers.open(draft.scope(), draft.sent())) {
            case Opened.Document(var document, var signature) -> draft(draft, document, signature, null, by);
            case Opened.Refused(var reason) -> new Outcome.BadSignature(reason);
        };
    }

    /** Drafts again what an earlier version said; it goes the same way as any draft. */
    @Transactional
    public Outcome rollback(SetScope scope, int number, String by) {
        SetVersion earlier = store.find(scope, number).orElse(null);
        if (earlier == null) {
            return new Outcome.Unknown();
        }
        if (!earlier.wasInForce()) {
            return new Outcome.NeverInForce();
        }
        Content said = earlier.content();
        if (said.signature() == null && unsignedIsRefused()) {
            return new Outcome.Unsigned();
        }
        Draft draft =
                new Draft(scope, said.document(), said.signature() != null, "Rolls back to version " + number, null);
        return draft(draft, said.document(), said.signature(), number, by);
    }

    private Outcome draft(
            Draft draft,
            String document,
            @Nullable DocumentSignature signature,
            @Nullable Integer rollbackOf,
            String by) {
        Checked checked = check.check(draft.scope(), document); // before others have to wait
        store.lock();
        Integer active = activeNumber(draft.scope());
        if (draft.basedOn() != null && !draft.basedOn().equals(active)) {
            return new Outcome.Outdated(draft.basedOn(), active);
        }
        if (checked instanceof Checked.Broken(var errors)) {
            return new Outcome.Broken(errors);
        }
        SetVersion version = new SetVersion.Draft(new Content(
                draft.scope(),
                store.next(draft.scope()),
                document,
                act(by),
                active,
                rollbackOf,
                draft.note(),
                signature));
        store.add(version);
        said("drafted", version, by);
        return new Outcome.Done(version);
    }

    /** A second person agrees to exactly this document. */
    @Transactional
    public Outcome approve(SetScope scope, int number, String by) {
        return step(scope, number, "approved", by, (version, act) -> version.approve(act, config.review()));
    }

    /** A draft is refused, or taken back. */
    @Transactional
    public Outcome reject(SetScope scope, int number, String reason, String by) {
        return step(scope, number, "rejected", by, (version, act) -> version.reject(act, reason));
    }

    /** An approved version comes into force, and the one before it goes out of it. */
    @Transactional
    public Outcome publish(SetScope scope, int number, String by) {
        SetVersion found = store.find(scope, number).orElse(null);
        if (found == null) {
            return new Outcome.Unknown();
        }
        String document = found.content().document();
        Ground before = ground(scope);
        Checked checked = check.check(scope, document); // before others have to wait
        store.lock();
        SetVersion version = store.find(scope, number).orElse(found);
        Act act = act(by);
        return switch (version.publish(act, config.review())) {
            case Step.Refused(var refusal) -> new Outcome.Refused(refusal);
            case Step.Taken(var same) when same.equals(version) -> new Outcome.Done(same);
            case Step.Taken(Published published) ->
                publish(published, ground(scope).equals(before) ? checked : check.check(scope, document));
            case Step.Taken(var other) ->
                throw new IllegalStateException("publishing version %d led to %s".formatted(number, other));
        };
    }

    /** The versions in force that a check rests on. */
    private record Ground(@Nullable Integer own, @Nullable Integer providers) {}

    private Ground ground(SetScope scope) {
        return new Ground(activeNumber(scope), activeNumber(SetScope.provider()));
    }

    private Outcome publish(Published version, Checked checked) {
        Content content = version.content();
        return objection(content).orElseGet(() -> switch (checked) {
            case Checked.Broken(var errors) -> new Outcome.Broken(errors);
            case Checked.Sound(var _, var failures) when !failures.isEmpty() -> new Outcome.Failing(failures);
            case Checked.Sound(var read, var _) -> {
                store.active(content.scope()).ifPresent(old -> store.save(superseded(old, version.published())));
                store.save(version);
                announcer.published(version, read.documents());
                said("published", version, version.published().by());
                yield new Outcome.Done(version);
            }
        });
    }

    /** The provider's first version is what is shipped, where there is none yet. What is in force is said. */
    @Transactional
    public void seed(String shipped, String by) {
        store.lock();
        if (store.find(SetScope.provider(), 1).isEmpty()) {
            Act act = act(by);
            Published first = new Published(
                    new Content(
                            SetScope.provider(), 1, shipped, act, null, null, "The policies that are shipped", null),
                    act,
                    act);
            store.add(first);
            announcer.published(first, policies(first.content()));
            said("published", first, by);
        }
        store.takeUnsaid().forEach(version -> announcer.published(version, policies(version.content())));
    }

    private List<PolicyDocument> policies(Content content) {
        return check.read(content.scope(), content.document())
                .map(PolicyCompiler.Compiled.Read::documents)
                .orElse(List.of());
    }

    private Optional<Outcome> objection(Content content) {
        Integer active = activeNumber(content.scope());
        if (!Objects.equals(content.basedOn(), active)) {
            return Optional.of(new Outcome.MovedOn(content.basedOn(), active));
        }
        DocumentSignature signature = content.signature();
        if (signature == null && unsignedIsRefused()) {
            return Optional.of(new Outcome.Unsigned());
        }
        if (signature != null && signers.open(content.scope(), signature.jws()) instanceof Opened.Refused(var reason)) {
            return Optional.of(new Outcome.BadSignature(reason));
        }
        return Optional.empty();
    }

    private Outcome step(SetScope scope, int number, String what, String by, BiFunction<SetVersion, Act, Step> step) {
        store.lock();
        SetVersion before = store.find(scope, number).orElse(null);
        if (before == null) {
            return new Outcome.Unknown();
        }
        return switch (step.apply(before, act(by))) {
            case Step.Refused(var refusal) -> new Outcome.Refused(refusal);
            case Step.Taken(var after) -> {
                if (!after.equals(before)) {
                    store.save(after);
                    said(what, after, by);
                }
                yield new Outcome.Done(after);
            }
        };
    }

    private boolean unsignedIsRefused() {
        return config.signatures() == Signatures.REQUIRED;
    }

    private @Nullable Integer activeNumber(SetScope scope) {
        return store.active(scope).map(active -> active.content().number()).orElse(null);
    }

    private Act act(String by) {
        return new Act(by, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Superseded superseded(Published old, Act by) {
        return new Superseded(old.content(), old.approved(), old.published(), by.at());
    }

    private static void said(String what, SetVersion version, String by) {
        LOG.infof(
                "policy-set.%s scope=%s version=%d digest=%s drafted-by=%s by=%s",
                what,
                version.content().scope(),
                version.content().number(),
                version.content().digest(),
                version.content().drafted().by(),
                by);
    }
}
