package dev.leeward.policy.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.approval.Approval.Answer;
import dev.leeward.policy.approval.Approval.Refusal;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.policy.PolicyRef;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApprovalTest {
    private static final ApprovalRequest REQUEST = new ApprovalRequest(
            new UUID(0, 1),
            new UUID(0, 2),
            new ApprovalRequest.Subject(
                    new PolicyRef("R1", 1),
                    Action.MIGRATE,
                    new WorkloadId("acme-db"),
                    new HostId("west-1"),
                    Given.OPERATOR.id()),
            "gateway",
            new TenantId("acme"),
            Given.NOW,
            Given.NOW.plus(Duration.ofHours(1)));
    private static final Approval OPEN = new Approval.Open(REQUEST);

    @Test
    void aSecondPersonAgreesOrRefuses() {
        assertThat(OPEN.answer(true, Given.ADMIN, Given.NOW, ""))
                .isEqualTo(new Answer.Accepted(new Approval.Granted(REQUEST, "ada", Given.NOW, "")));
        assertThat(OPEN.answer(false, Given.ADMIN, Given.NOW, ""))
                .isEqualTo(new Answer.Accepted(new Approval.Rejected(REQUEST, "ada", Given.NOW, "")));
    }

    @Test
    void nobodyAgreesToTheirOwnRequest() {
        assertThat(OPEN.answer(true, Given.OPERATOR, Given.NOW, "")).isEqualTo(refused(Refusal.SELF_APPROVAL));
    }

    @Test
    void whoeverSentTheRequestForSomebodyElseIsNoSecondPersonEither() {
        assertThat(OPEN.answer(true, Given.principal("gateway", null, "admin"), Given.NOW, ""))
                .isEqualTo(refused(Refusal.SELF_APPROVAL));
    }

    @Test
    void theRoleMustAllowIt() {
        assertThat(OPEN.answer(true, Given.principal("al", "acme", "tenant-operator"), Given.NOW, ""))
                .isEqualTo(refused(Refusal.ROLE_MISSING));
    }

    @Test
    void aRequestThatLapsedIsNotAnswered() {
        assertThat(OPEN.answer(true, Given.ADMIN, REQUEST.expiresAt(), "")).isEqualTo(refused(Refusal.EXPIRED));
    }

    @Test
    void anAnswerIsFinal() {
        Approval granted = new Approval.Granted(REQUEST, "ada", Given.NOW, "");
        Approval rejected = new Approval.Rejected(REQUEST, "ada", Given.NOW, "");

        assertThat(granted.answer(false, Given.ADMIN, Given.NOW, "")).isEqualTo(refused(Refusal.ALREADY_ANSWERED));
        assertThat(rejected.answer(true, Given.ADMIN, Given.NOW, "")).isEqualTo(refused(Refusal.ALREADY_ANSWERED));
    }

    @Test
    void theSameAnswerOfTheSamePersonAgainChangesNothing() {
        Approval granted = new Approval.Granted(REQUEST, "ada", Given.NOW, "as agreed");

        assertThat(granted.answer(true, Given.ADMIN, REQUEST.expiresAt(), "again"))
                .isEqualTo(new Answer.Accepted(granted));
        assertThat(granted.answer(true, Given.principal("bo", null, "admin"), Given.NOW, ""))
                .isEqualTo(refused(Refusal.ALREADY_ANSWERED));
    }

    @Test
    void whatNobodyAnswersInTimeIsExpired() {
        assertThat(OPEN.stateAt(Given.NOW)).isEqualTo(Approval.State.OPEN);
        assertThat(OPEN.stateAt(REQUEST.expiresAt())).isEqualTo(Approval.State.EXPIRED);
    }

    private static Answer refused(Refusal refusal) {
        return new Answer.Refused(refusal);
    }
}
