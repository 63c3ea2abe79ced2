package dev.leeward.dr.edge.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.dr.app.Answer;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.plan.PlanProblem;
import dev.leeward.messaging.rest.Problem;
import dev.leeward.messaging.rest.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;

/** Turns what the use cases answer into responses and problems. */
@ApplicationScoped
class Answers {
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;

    private final ObjectMapper json;

    Answers(ObjectMapper json) {
        this.json = json;
    }

    /** The value, or the problem as an exception. */
    <T> T valueOf(Answer<T> answer) {
        return switch (answer) {
            case Answer.Done<T>(var value) -> value;
            case Answer.Unknown<T>(var kind, var id) -> throw ProblemException.notFound(kind, id);
            case Answer.Declined<T>(var refusals, var _) -> throw new ProblemException(problem(refusals));
        };
    }

    /** A reply to keep: also a refusal, where it was written down and must not be rolled back. */
    <T> Reply reply(Answer<T> answer, Function<T, Reply> done) {
        return answer instanceof Answer.Declined<T>(var refusals, var kept) && kept
                ? refused(refusals)
                : done.apply(valueOf(answer));
    }

    private Reply refused(List<Refusal> refusals) {
        var problem = problem(refusals);
        return new Reply(problem.status(), null, json.valueToTree(problem));
    }

    Reply reply(int status, String location, Object body) {
        return new Reply(status, location, json.valueToTree(body));
    }

    static Problem problem(List<Refusal> refusals) {
        var first = refusals.getFirst();
        var problem = Problem.of(status(first.code()), first.code(), first.detail(), first.subject(), first.remedy());
        return refusals.size() == 1
                ? problem
                : new Problem(
                        problem.code(),
                        problem.status(),
                        problem.title(),
                        problem.detail(),
                        problem.subject(),
                        problem.remedy(),
                        refusals.stream()
                                .map(refusal -> new Problem.FieldError(
                                        refusal.subject(),
                                        refusal.code() + ": " + refusal.detail() + " " + refusal.remedy()))
                                .toList());
    }

    /** A plan that cannot be carried out: the first problem speaks, all are listed by their path. */
    static ProblemException wrongPlan(List<PlanProblem> problems) {
        var first = problems.getFirst();
        var problem = Problem.of(UNPROCESSABLE, first.code(), first.detail(), first.path(), first.remedy());
        return new ProblemException(new Problem(
                problem.code(),
                problem.status(),
                problem.title(),
                problem.detail(),
                problem.subject(),
                problem.remedy(),
                problems.stream()
                        .map(p -> new Problem.FieldError(p.path(), p.code() + ": " + p.detail() + " " + p.remedy()))
                        .toList()));
    }

    private static int status(String code) {
        return switch (code) {
            case "group-in-use", "plan-in-use", "invalid-transition", "cleanup-required", "split-brain-risk" ->
                CONFLICT;
            case "id-taken", "workload-protected" -> CONFLICT;
            case "stale-version" -> PRECONDITION_FAILED;
            case "quota-exceeded" -> TOO_MANY;
            default -> UNPROCESSABLE;
        };
    }
}
