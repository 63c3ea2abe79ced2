package dev.leeward.policy.edge.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelNativeTypesExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.leeward.policy.edge.cel.Plain.Answer;
import dev.leeward.policy.edge.cel.Plain.Case;
import dev.leeward.policy.edge.cel.Plain.Reads;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Policy.Condition;
import dev.leeward.policy.policy.Policy.Message;
import dev.leeward.policy.policy.Policy.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles CEL expressions over {@link CelView}: a typo or a type error is found here, not when a workload has to move. */
final class CelCompiler {
    static final int MAX_CHARACTERS = 10_000;
    private static final int MAX_ITERATIONS = 10_000;

    private static final Map<String, Class<? extends Record>> VARIABLES = Map.of(
            "principal", CelView.Principals.class,
            "workload", CelView.Workload.class,
            "dest", CelView.Host.class,
            "request", CelView.Request.class);

    private final Cel conditions = cel(SimpleType.BOOL);
    private final Cel messages = cel(SimpleType.STRING);

    /** An expression that does not compile; positions count from 1 within the expression. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        final String issue;
        final int line;
        final int column;
        final String hint;

        Invalid(CelIssue issue) {
            super(issue.getMessage());
            this.issue = issue.getMessage();
            this.line = Math.max(1, issue.getSourceLocation().getLine());
            this.column = Math.max(0, issue.getSourceLocation().getColumn()) + 1;
            this.hint = Hints.forCel(issue.getMessage(), VARIABLES);
        }
    }

    Condition condition(String expression) throws Invalid {
        CelAbstractSyntaxTree checked = check(conditions, expression);
        return new Compiled(program(conditions, checked), Plain.of(checked.getExpr()));
    }

    /** A condition, by CEL and as far as it needs none. */
    record Compiled(CelRuntime.Program program, Plain plain) implements Condition {
        @Override
        public Outcome test(PlacementCase c) {
            return switch (Case.of(c)
                    .map(both -> plain.of(both, Reads.unnoted()))
                    .orElse(Answer.UNSURE)) {
                case YES -> new Outcome.Holds();
                case NO -> new Outcome.HoldsNot();
                case UNSURE -> evaluated(c);
            };
        }

        private Outcome evaluated(PlacementCase c) {
            return switch (evaluate(program, c)) {
                case Evaluated.Value(Boolean holds) -> holds ? new Outcome.Holds() : new Outcome.HoldsNot();
                case Evaluated.Value(Object other) -> new Outcome.Unclear("its condition gave no boolean but " + other);
                case Evaluated.Failed(var cause) ->
                    new Outcome.Unclear("its condition could not be evaluated: " + cause);
            };
        }

        @Override
        public List<String> reads(PlacementCase c) {
            return Case.of(c).map(this::reads).orElseGet(List::of);
        }

        private List<String> reads(Case c) {
            Reads reads = Reads.noted();
            plain.of(c, reads);
            return CelTrace.shown(reads.whole()
                    .orElseGet(() -> CelTrace.of(
                            program, new CelView.Variables(c.about(), c.workload(), c.destination()).all())));
        }
    }

    Message message(String expression) throws Invalid {
        CelAbstractSyntaxTree checked = check(messages, expression);
        CelRuntime.Program program = program(messages, checked);
        Optional<PlainText> plain = PlainText.of(checked.getExpr());
        return c -> plain.flatMap(text -> Case.of(c).map(both -> text.of(both, Reads.unnoted())))
                .orElseGet(() -> switch (evaluate(program, c)) {
                    case Evaluated.Value(Object text) -> text.toString();
                    case Evaluated.Failed(var cause) ->
                        "Host %s: the policy's message could not be made: %s".formatted(c.destination(), cause);
                });
    }

    private sealed interface Evaluated {
        record Value(Object value) implements Evaluated {}

        record Failed(String cause) implements Evaluated {}
    }

    /** CEL's own exceptions, and those of functions that it calls, are an answer: nobody can say. */
    private static Evaluated evaluate(CelRuntime.Program program, PlacementCase c) {
        WorkloadView workload = c.workload();
        HostView host = c.host();
        if (workload == null || host == null) {
            return new Evaluated.Failed("workload or destination is unknown");
        }
        try {
            return new Evaluated.Value(program.eval(new CelView.Variables(c, workload, host)));
        } catch (CelEvaluationException | RuntimeException e) {
            return new Evaluated.Failed(
                    String.valueOf(e.getMessage()).replace("evaluation error at <input>:", "at character "));
        }
    }

    private static CelAbstractSyntaxTree check(Cel cel, String expression) throws Invalid {
        try {
            return cel.compile(expression).getAst();
        } catch (CelValidationException e) {
            throw new Invalid(e.getErrors().getFirst());
        }
    }

    private static CelRuntime.Program program(Cel cel, CelAbstractSyntaxTree checked) {
        try {
            return cel.createProgram(checked);
        } catch (CelEvaluationException e) {
            throw new IllegalStateException("a checked expression always makes a program", e);
        }
    }

    private static Cel cel(CelType result) {
        CelNativeTypesExtensions types =
                CelExtensions.nativeTypes(VARIABLES.values().toArray(Class<?>[]::new));
        CelBuilder builder = CelFactory.plannerCelBuilder()
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .maxExpressionCodePointSize(MAX_CHARACTERS)
                        .comprehensionMaxIterations(MAX_ITERATIONS)
                        .build())
                .setStandardMacros(List.copyOf(CelStandardMacro.STANDARD_MACROS))
                .addCompilerLibraries(types, CelExtensions.strings())
                .addRuntimeLibraries(types, CelExtensions.strings())
                .setResultType(result);
        VARIABLES.forEach((name, type) -> builder.addVar(name, StructTypeReference.create(type.getCanonicalName())));
        return builder.build();
    }
}
