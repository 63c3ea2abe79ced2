package dev.leeward.messaging.rest;

import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. */
public class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.code() + ": " + problem.detail());
        this.problem = problem;
    }

    /** What the caller is told. */
    public Problem problem() {
        return problem;
    }

    /**
     * 404: it does not exist, or the caller may not know that it does.
     *
     * @param kind what was looked for, for example {@code migration}; the code is {@code migration-not-found}
     */
    public static ProblemException notFound(String kind, String id) {
        return new ProblemException(Problem.of(
                404,
                kind.replace(' ', '-') + "-not-found",
                "There is no " + kind + " " + id + ".",
                id,
                "Check the id; list what there is."));
    }

    /** 400: the request makes no sense. */
    public static ProblemException badRequest(
            String code, String detail, @Nullable String subject, @Nullable String remedy) {
        return new ProblemException(Problem.of(400, code, detail, subject, remedy));
    }

    /**
     * The request was understood and declined.
     *
     * @param status 409 where the state does not allow it now, 422 where the request itself cannot be carried out, 403
     *     where the caller may not
     */
    public static ProblemException refused(
            int status, String code, String detail, @Nullable String subject, @Nullable String remedy) {
        return new ProblemException(Problem.of(status, code, detail, subject, remedy));
    }
}
