package dev.leeward.policy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.app.PolicySets.Draft;
import dev.leeward.policy.app.PolicySets.Outcome;
import dev.leeward.policy.app.ReviewConfig.Signatures;
import dev.leeward.policy.edge.cel.DocumentCompiler;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.policy.PolicyRef;
import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.Review;
import dev.leeward.policy.review.SetRef;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import dev.leeward.policy.review.SetVersion.Act;
import dev.leeward.policy.review.SetVersion.Content;
import dev.leeward.policy.review.SetVersion.Published;
import dev.leeward.policy.review.SetVersion.Refusal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicySetsTest {
    private static final SetScope ACME = new SetScope.Tenant(new TenantId("acme"));
    private static final String KEEP_OUT = """
            id: keep-out
            effect: forbid
            when: "dest.site == 'west'"
            message: "'Nothing of ours goes to the west'"
            tests:
              - name: nothing goes west
                given: {dest: {site: west}}
                then: {effect: DENY, by: keep-out}
            """;

    private record Config(Review review, Signatures signatures) implements ReviewConfig {
        @Override
        public Optional<Path> signers() {
            return Optional.empty();
        }
    }

    /** A JWS is {@code signed:} and the document; a key that was withdrawn signs no more. */
    private static final class Signers implements PolicySigners {
        private boolean withdrawn;

        @Override
        public Opened open(SetScope scope, String jws) {
            return withdrawn || !jws.startsWith("signed:")
                    ? new Opened.Refused("No signer has the key.")
                    : new Opened.Document(
                            jws.substring("signed:".length()), new DocumentSignature("k-1", Given.NOW, jws));
        }
    }

    private final MemoryPolicySets store = new MemoryPolicySets();
    private final DocumentCompiler compiler = new DocumentCompiler();
    private final Signers signers = new Signers();
    private final SaidByAnnouncer said = new SaidByAnnouncer();
    private PolicySets sets = sets(Review.TWO_PERSON, Signatures.OPTIONAL);
    private PoliciesInForce inForce = inForce(Signatures.OPTIONAL);

    @BeforeEach
    void theShippedSetIsInForce() {
        sets.seed(compiler.shipped(), "leeward");
        inForce.refresh();
    }

    @Test
    void theProvidersFirstVersionIsWhatIsShippedAndItIsSeededOnce() {
        sets.seed("something else", "leeward");

        assertThat(store.list(SetScope.provider(), null, 10)).singleElement().satisfies(first -> {
            assertThat(first).isInstanceOf(Published.class);
            assertThat(first.content().document()).isEqualTo(compiler.shipped());
            assertThat(first.content().drafted().by()).isEqualTo("leeward");
        });
        assertThat(inForce.mistakes()).isEmpty();
    }

    @Test
    void whatTwoPeopleAgreeOnIsInForceAndTheVersionBeforeIsOver() {
        publish(ACME, KEEP_OUT);
        publish(
                ACME,
                KEEP_OUT.replace("id: keep-out", "id: keep-out\nversion: 2").replace("goes to", "enters"));
        inForce.refresh();

        assertThat(store.find(ACME, 1)).containsInstanceOf(SetVersion.Superseded.class);
        assertThat(west("acme").effect()).isEqualTo(Effect.DENY);
        assertThat(west("acme").reason()).contains("enters the west", "acme:keep-out");
        assertThat(west("globex").effect()).isEqualTo(Effect.ALLOW);
    }

    @Test
    void everyPublicationIsSaidWithItsPoliciesOnceAndARollbackSaysWhatItSaysAgain() {
        publish(ACME, KEEP_OUT);
        sets.publish(ACME, 1, "bob");
        publish(
                ACME,
                KEEP_OUT.replace("id: keep-out", "id: keep-out\nversion: 2").replace("goes to", "enters"));
        sets.rollback(ACME, 1, "ann");
        sets.approve(ACME, 3, "bob");
        sets.publish(ACME, 3, "bob");

        assertThat(said.published())
                .extracting(one -> one.version().content().scope() + " "
                        + one.version().content().number() + " after "
                        + one.version().content().basedOn() + " rolls back to "
                        + one.version().content().rollbackOf() + ": "
                        + one.policies().getFirst().ref())
                .filteredOn(text -> text.startsWith("tenant:"))
                .containsExactly(
                        "tenant:acme 1 after null rolls back to null: " + new PolicyRef("acme:keep-out", 1),
                        "tenant:acme 2 after 1 rolls back to null: " + new PolicyRef("acme:keep-out", 2),
                        "tenant:acme 3 after 2 rolls back to 1: " + new PolicyRef("acme:keep-out", 1));
        assertThat(said.published().getFirst().version().content().scope()).isEqualTo(SetScope.provider());
    }

    @Test
    void aRulingNamesTheVersionsThatSpeakOfATenantsWorkloads() {
        publish(ACME, KEEP_OUT);
        inForce.refresh();

        assertThat(inForce.ruling().setsOn(new TenantId("acme")))
                .extracting(set -> set.scope() + " " + set.version())
                .containsExactly("provider 1", "tenant:acme 1");
        assertThat(inForce.ruling().setsOn(new TenantId("globex")))
                .extracting(SetRef::scope)
                .containsExactly("provider");
    }

    @Test
    void theAuthorCannotPublishAlone() {
        int number = drafted(ACME, KEEP_OUT);

        assertThat(sets.approve(ACME, number, "ann")).isEqualTo(new Outcome.Refused(Refusal.SAME_PERSON));
        assertThat(sets.publish(ACME, number, "bob")).isEqualTo(new Outcome.Refused(Refusal.NOT_APPROVED));
        sets.approve(ACME, number, "bob");
        assertThat(sets.publish(ACME, number, "ann")).isEqualTo(new Outcome.Refused(Refusal.SAME_PERSON));
        assertThat(store.active(ACME)).isEmpty();
    }

    @Test
    void onePersonIsEnoughWhereItIsSetSo() {
        sets = sets(Review.SINGLE, Signatures.OPTIONAL);
        int number = drafted(ACME, KEEP_OUT);

        assertThat(sets.approve(ACME, number, "ann")).isInstanceOf(Outcome.Done.class);
        assertThat(sets.publish(ACME, number, "ann")).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aDraftWithMistakesIsNotKept() {
        assertThat(sets.draft(draft(ACME, KEEP_OUT.replace("dest.site", "dest.sitte")), "ann"))
                .isInstanceOfSatisfying(
                        Outcome.Broken.class,
                        broken -> assertThat(broken.errors().getFirst().line()).isEqualTo(3));
        assertThat(store.list(ACME, null, 10)).isEmpty();
    }

    @Test
    void aFailingTestKeepsAVersionOutOfForceAndSaysWhichItIs() {
        int number = drafted(ACME, KEEP_OUT.replace("effect: DENY", "effect: ALLOW"));
        sets.approve(ACME, number, "bob");

        assertThat(sets.publish(ACME, number, "bob")).isInstanceOfSatisfying(Outcome.Failing.class, failing -> {
            assertThat(failing.failures().getFirst().test().name()).isEqualTo("nothing goes west");
            assertThat(failing.failures().getFirst().words())
                    .isEqualTo("expected ALLOW by acme:keep-out, got DENY by acme:keep-out");
            assertThat(failing.failures().getFirst().trace()).anyMatch(line -> line.contains("dest.site = west"));
        });
        assertThat(store.active(ACME)).isEmpty();
    }

    @Test
    void aDraftThatRestsOnAnOlderVersionIsNotPublishedOverANewerOne() {
        int late = drafted(ACME, KEEP_OUT);
        sets.approve(ACME, late, "bob");
        publish(ACME, "# nothing");

        assertThat(sets.publish(ACME, late, "bob")).isEqualTo(new Outcome.MovedOn(null, 2));
        assertThat(sets.draft(new Draft(ACME, KEEP_OUT, false, "", 1), "ann")).isEqualTo(new Outcome.Outdated(1, 2));
    }

    @Test
    void aPolicyDoesNotChangeUnderItsVersion() {
        publish(ACME, KEEP_OUT);

        assertThat(sets.draft(draft(ACME, "\n" + KEEP_OUT.replace("'west'\"", "'north'\"")), "ann"))
                .isInstanceOfSatisfying(
                        Outcome.Broken.class,
                        broken -> assertThat(broken.errors()).singleElement().satisfies(error -> {
                            assertThat(error.line()).isEqualTo(2);
                            assertThat(error.hint()).isEqualTo("write version: 2");
                        }));
    }

    @Test
    void whatWasInForceIsDraftedAgainAndGoesTheSameWay() {
        publish(ACME, KEEP_OUT);
        publish(ACME, "# nothing");

        assertThat(sets.rollback(ACME, 1, "ann")).isInstanceOfSatisfying(Outcome.Done.class, done -> {
            assertThat(done.version()).isInstanceOf(SetVersion.Draft.class);
            assertThat(done.version().content().rollbackOf()).isEqualTo(1);
            assertThat(done.version().content().document()).isEqualTo(KEEP_OUT);
        });
        assertThat(sets.approve(ACME, 3, "ann")).isEqualTo(new Outcome.Refused(Refusal.SAME_PERSON));
        sets.approve(ACME, 3, "bob");
        assertThat(sets.publish(ACME, 3, "bob")).isInstanceOf(Outcome.Done.class);
        assertThat(sets.rollback(ACME, 9, "ann")).isEqualTo(new Outcome.Unknown());
        drafted(ACME, KEEP_OUT);
        assertThat(sets.rollback(ACME, 4, "ann")).isEqualTo(new Outcome.NeverInForce());
    }

    @Test
    void whereSignaturesAreRequiredNothingUnsignedIsDrafted() {
        sets = sets(Review.TWO_PERSON, Signatures.REQUIRED);

        assertThat(sets.draft(draft(ACME, KEEP_OUT), "ann")).isEqualTo(new Outcome.Unsigned());
        assertThat(sets.draft(signed(ACME, KEEP_OUT), "ann")).isInstanceOf(Outcome.Done.class);
        assertThat(sets.draft(new Draft(ACME, "forged", true, "", null), "ann"))
                .isEqualTo(new Outcome.BadSignature("No signer has the key."));
        assertThat(sets.rollback(SetScope.provider(), 1, "ann")).isEqualTo(new Outcome.Unsigned());
    }

    @Test
    void aSignatureIsCheckedAgainWhenItIsPublished() {
        Outcome.Done done = (Outcome.Done) sets.draft(signed(ACME, KEEP_OUT), "ann");
        sets.approve(ACME, done.version().content().number(), "bob");
        signers.withdrawn = true;

        assertThat(sets.publish(ACME, 1, "bob")).isInstanceOf(Outcome.BadSignature.class);
    }

    @Test
    void whatCannotBeReadAnyMoreLeavesTheLastGoodVersionInForceAndIsTold() {
        publish(ACME, KEEP_OUT);
        inForce.refresh();
        String digest = inForce.policies().digest();

        force(ACME, 2, "id: from-a-newer-version", null);
        inForce.refresh();

        assertThat(west("acme").reason()).contains("acme:keep-out");
        assertThat(inForce.policies().digest()).isEqualTo(digest);
        assertThat(inForce.versions()).containsEntry("tenant:acme", 1);
        assertThat(inForce.mistakes().get("tenant:acme")).contains("version 2 of policy set tenant:acme", "effect");
        force(ACME, 3, "# repaired", null);
        inForce.refresh();
        assertThat(inForce.mistakes()).isEmpty();
        assertThat(west("acme").effect()).isEqualTo(Effect.ALLOW);
    }

    @Test
    void aProcessThatNeverReadAGoodVersionAllowsNothingThatTheVersionSpeaksOf() {
        force(ACME, 1, "id: from-a-newer-version", null);
        inForce.refresh();

        assertThat(west("acme").effect()).isEqualTo(Effect.INDETERMINATE);
        assertThat(west("acme").reason()).contains("acme:builtin-policies-readable");
        assertThat(west("globex").effect()).isEqualTo(Effect.ALLOW);
    }

    @Test
    void beforeThePoliciesAreReadNothingIsAllowed() {
        inForce = inForce(Signatures.OPTIONAL);

        assertThat(west("acme").effect()).isEqualTo(Effect.DENY);
        assertThat(west("acme").determining())
                .extracting(found -> found.policy().id())
                .contains("builtin-policies-readable");
    }

    @Test
    void whereSignaturesAreRequiredTheDatabaseAloneCannotPutPoliciesInForce() {
        inForce = inForce(Signatures.REQUIRED);
        force(ACME, 1, KEEP_OUT, null);
        inForce.refresh();

        assertThat(inForce.mistakes().get("tenant:acme")).contains("no signature");
        assertThat(inForce.mistakes()).doesNotContainKey("provider");
        force(ACME, 2, "# nothing", new DocumentSignature("k-1", Given.NOW, "signed:" + KEEP_OUT));
        inForce.refresh();
        assertThat(inForce.mistakes().get("tenant:acme")).contains("over another document");
        force(ACME, 3, KEEP_OUT, new DocumentSignature("k-1", Given.NOW, "signed:" + KEEP_OUT));
        inForce.refresh();
        assertThat(inForce.mistakes()).isEmpty();
    }

    @Test
    void aVersionWhoseSignerIsNotKnownYetComesIntoForceOnceItIs() {
        inForce = inForce(Signatures.REQUIRED);
        signers.withdrawn = true;
        force(ACME, 1, KEEP_OUT, new DocumentSignature("k-1", Given.NOW, "signed:" + KEEP_OUT));
        inForce.refresh();
        assertThat(inForce.versions()).containsEntry("tenant:acme", 0);

        signers.withdrawn = false;
        inForce.refresh();

        assertThat(inForce.mistakes()).isEmpty();
        assertThat(inForce.versions()).containsEntry("tenant:acme", 1);
    }

    private Decision west(String tenant) {
        HostView west = Given.host("west-1", Given.trusted());
        WorkloadView workload = Given.workload(tenant + "-web", tenant, Map.of());
        return inForce.ruling()
                .evaluator()
                .decide(
                        Given.migrate(Given.OPERATOR, workload.id().value(), "west-1"),
                        Given.facts(workload, west, Given.host("east-1", Given.trusted())));
    }

    private void publish(SetScope scope, String document) {
        int number = drafted(scope, document);
        sets.approve(scope, number, "bob");
        assertThat(sets.publish(scope, number, "bob")).isInstanceOf(Outcome.Done.class);
    }

    private int drafted(SetScope scope, String document) {
        Outcome outcome = sets.draft(draft(scope, document), "ann");
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).version().content().number();
    }

    /** As another process, or whoever can write to the database, would. */
    private void force(SetScope scope, int number, String document, @Nullable DocumentSignature signature) {
        Act act = new Act("somebody", Given.NOW);
        store.active(scope)
                .ifPresent(old -> store.save(
                        new SetVersion.Superseded(old.content(), old.approved(), old.published(), Given.NOW)));
        store.add(new Published(new Content(scope, number, document, act, null, null, "", signature), act, act));
    }

    private static Draft draft(SetScope scope, String document) {
        return new Draft(scope, document, false, "", null);
    }

    private static Draft signed(SetScope scope, String document) {
        return new Draft(scope, "signed:" + document, true, "", null);
    }

    private PolicySets sets(Review review, Signatures signatures) {
        return new PolicySets(
                store,
                new SetCheck(compiler, store, Given.TERMS),
                signers,
                said,
                new Config(review, signatures),
                Clock.fixed(Given.NOW, ZoneOffset.UTC));
    }

    private PoliciesInForce inForce(Signatures signatures) {
        return new PoliciesInForce(store, compiler, signers, new Config(Review.TWO_PERSON, signatures), Given.TERMS);
    }
}
