package dev.leeward.policy.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.Given;
import dev.leeward.policy.review.SetVersion.Act;
import dev.leeward.policy.review.SetVersion.Approved;
import dev.leeward.policy.review.SetVersion.Content;
import dev.leeward.policy.review.SetVersion.Draft;
import dev.leeward.policy.review.SetVersion.Published;
import dev.leeward.policy.review.SetVersion.Refusal;
import dev.leeward.policy.review.SetVersion.Rejected;
import dev.leeward.policy.review.SetVersion.Step;
import dev.leeward.policy.review.SetVersion.Superseded;
import dev.leeward.testkit.Seed;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SetVersionTest {
    private static final Act ANN = new Act("ann", Given.NOW);
    private static final Act BOB = new Act("bob", Given.NOW.plusSeconds(1));
    private static final Act CAM = new Act("cam", Given.NOW.plusSeconds(2));
    private static final SetVersion DRAFT =
            new Draft(new Content(SetScope.provider(), 2, "id: X", ANN, 1, null, "", null));

    @Test
    void onePersonDraftsAnotherApprovesAndPublishes() {
        SetVersion approved = taken(DRAFT.approve(BOB, Review.TWO_PERSON));
        SetVersion published = taken(approved.publish(BOB, Review.TWO_PERSON));

        assertThat(published).isEqualTo(new Published(DRAFT.content(), BOB, BOB));
        assertThat(published.wasInForce()).isTrue();
    }

    @Test
    void whoeverDraftedItNeitherApprovesNorPublishes() {
        SetVersion approved = taken(DRAFT.approve(BOB, Review.TWO_PERSON));

        assertThat(DRAFT.approve(ANN, Review.TWO_PERSON)).isEqualTo(new Step.Refused(Refusal.SAME_PERSON));
        assertThat(approved.publish(ANN, Review.TWO_PERSON)).isEqualTo(new Step.Refused(Refusal.SAME_PERSON));
    }

    @Test
    void oneIsEnoughWhereThatIsAllowed() {
        assertThat(taken(taken(DRAFT.approve(ANN, Review.SINGLE)).publish(ANN, Review.SINGLE)))
                .isInstanceOf(Published.class);
    }

    @Test
    void nothingIsPublishedBeforeItIsApproved() {
        assertThat(DRAFT.publish(BOB, Review.SINGLE)).isEqualTo(new Step.Refused(Refusal.NOT_APPROVED));
    }

    @Test
    void aStepThatIsRepeatedByTheSamePersonIsTakenOnce() {
        SetVersion approved = taken(DRAFT.approve(BOB, Review.TWO_PERSON));
        SetVersion published = taken(approved.publish(CAM, Review.TWO_PERSON));
        Act later = new Act("bob", CAM.at().plusSeconds(9));

        assertThat(approved.approve(later, Review.TWO_PERSON)).isEqualTo(new Step.Taken(approved));
        assertThat(published.publish(new Act("cam", later.at()), Review.TWO_PERSON))
                .isEqualTo(new Step.Taken(published));
        assertThat(published.publish(later, Review.TWO_PERSON)).isEqualTo(new Step.Refused(Refusal.TOO_LATE));
    }

    @Test
    void theAuthorMayTakeADraftBack() {
        assertThat(taken(DRAFT.reject(ANN, "a typo"))).isEqualTo(new Rejected(DRAFT.content(), ANN, "a typo"));
    }

    @Test
    void noHistoryPutsInForceWhatTwoPeopleDidNotAgreeOn() {
        long seed = Seed.choose();
        RandomGenerator random = Seed.random(seed);
        Set<Class<?>> visited = new HashSet<>();
        EnumSet<Refusal> refused = EnumSet.noneOf(Refusal.class);
        for (int i = 0; i < 2_000; i++) {
            SetVersion version = DRAFT;
            for (int step = 0; step < 8; step++) {
                Act act = List.of(ANN, BOB, CAM).get(random.nextInt(3));
                Step next = switch (random.nextInt(5)) {
                    case 0, 1 -> version.approve(act, Review.TWO_PERSON);
                    case 2, 3 -> version.publish(act, Review.TWO_PERSON);
                    default -> version.reject(act, "no");
                };
                switch (next) {
                    case Step.Taken(var after) -> version = after;
                    case Step.Refused(var refusal) -> refused.add(refusal);
                }
                visited.add(version.getClass());
                if (version instanceof Published(var content, var approved, var published)) {
                    assertThat(List.of(approved.by(), published.by()))
                            .as(Seed.replay(seed))
                            .doesNotContain(content.drafted().by());
                }
            }
        }
        assertThat(visited).containsExactlyInAnyOrder(Draft.class, Approved.class, Published.class, Rejected.class);
        assertThat(refused).containsExactlyInAnyOrder(Refusal.values());
    }

    @Test
    void whatIsOverIsOver() {
        SetVersion superseded = new Superseded(DRAFT.content(), BOB, BOB, CAM.at());

        assertThat(superseded.approve(BOB, Review.SINGLE)).isEqualTo(new Step.Refused(Refusal.TOO_LATE));
        assertThat(superseded.publish(BOB, Review.SINGLE)).isEqualTo(new Step.Refused(Refusal.TOO_LATE));
        assertThat(superseded.reject(BOB, "no")).isEqualTo(new Step.Refused(Refusal.TOO_LATE));
        assertThat(superseded.wasInForce()).isTrue();
    }

    @Test
    void aVersionCountsFromOneAndItsDigestIsThatOfTheBytes() {
        assertThat(DRAFT.content().digest())
                .isEqualTo("3318ae9655308f6d53279517d255b905569e2cefda6741a3679afa14cc81f31d");
        assertThatThrownBy(() -> new Content(SetScope.provider(), 0, "", ANN, null, null, "", null))
                .hasMessage("version of set provider must be 1 or more, but is 0");
    }

    @Test
    void aScopeIsTheProvidersOrATenants() {
        assertThat(SetScope.of("provider")).contains(SetScope.provider());
        assertThat(SetScope.of("tenant:acme")).map(SetScope::owner).contains("acme");
        assertThat(SetScope.of("tenant:")).isEmpty();
        assertThat(SetScope.of("acme")).isEmpty();
        assertThat(SetScope.of("tenant:" + "a".repeat(101))).isEmpty();
    }

    private static SetVersion taken(Step step) {
        assertThat(step).isInstanceOf(Step.Taken.class);
        return ((Step.Taken) step).version();
    }
}
