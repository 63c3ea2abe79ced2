package dev.leeward.policy.edge.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.WorkloadView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a case must be like for a condition to hold, as far as its conjunction says so plainly. Most conditions
 * begin with a label that few cases have: those are seen not to hold without evaluating anything. In CEL a conjunction is
 * false where any part of it is, whatever the others come to, errors included.
 */
record Needs(List<Part> parts) {
    private static final String AND = "_&&_";
    private static final String IN = "@in";
    private static final String EQUAL = "_==_";
    private static final String UNEQUAL = "_!=_";
    private static final String INDEX = "_[_]";

    /** Whose labels. */
    private enum Side {
        WORKLOAD("workload"),
        DESTINATION("dest");

        private final String variable;

        Side(String variable) {
            this.variable = variable;
        }

        Map<String, String> labels(WorkloadView workload, HostView destination) {
            return this == WORKLOAD ? workload.labels() : destination.labels();
        }
    }

    /** A part of the conjunction; it is false, for certain, for some values of a label. */
    private sealed interface Part {
        Side side();

        String key();

        /** Whether the part is false; where the label is absent, {@code value} is null. */
        boolean isFalse(@Nullable String value);

        /** {@code 'key' in labels}. */
        record Present(Side side, String key) implements Part {
            @Override
            public boolean isFalse(@Nullable String value) {
                return value == null;
            }
        }

        /** {@code labels['key'] == 'wanted'}, or unequal: an error where the label is absent, so that nothing is certain. */
        record Compared(Side side, String key, String wanted, boolean equal) implements Part {
            @Override
            public boolean isFalse(@Nullable String value) {
                return value != null && value.equals(wanted) != equal;
            }
        }
    }

    /** Reads a checked condition. */
    static Needs of(CelExpr condition) {
        return new Needs(
                conjunction(condition).flatMap(part -> part(part).stream()).toList());
    }

    /** Whether it is certain that the condition is false. */
    boolean rulesOut(PlacementCase c) {
        WorkloadView workload = c.workload();
        HostView destination = c.host();
        if (workload == null || destination == null) {
            return false;
        }
        for (Part part : parts) {
            if (part.isFalse(part.side().labels(workload, destination).get(part.key()))) {
                return true;
            }
        }
        return false;
    }

    private static Stream<CelExpr> conjunction(CelExpr expression) {
        return isCall(expression, AND)
                ? expression.call().args().stream().flatMap(Needs::conjunction)
                : Stream.of(expression);
    }

    private static Optional<Part> part(CelExpr expression) {
        if (isCall(expression, IN)) {
            List<CelExpr> args = expression.call().args();
            return text(args.getFirst()).flatMap(key -> labels(args.get(1)).map(side -> new Part.Present(side, key)));
        }
        if (isCall(expression, EQUAL) || isCall(expression, UNEQUAL)) {
            List<CelExpr> args = expression.call().args();
            return text(args.get(1)).flatMap(wanted -> compared(args.getFirst(), wanted, isCall(expression, EQUAL)));
        }
        return Optional.empty();
    }

    private static Optional<Part> compared(CelExpr expression, String wanted, boolean equal) {
        if (!isCall(expression, INDEX)) {
            return Optional.empty();
        }
        List<CelExpr> args = expression.call().args();
        return labels(args.getFirst())
                .flatMap(side -> text(args.get(1)).map(key -> new Part.Compared(side, key, wanted, equal)));
    }

    private static Optional<Side> labels(CelExpr expression) {
        if (expression.exprKind().getKind() != ExprKind.Kind.SELECT
                || expression.select().testOnly()
                || !expression.select().field().equals("labels")
                || expression.select().operand().exprKind().getKind() != ExprKind.Kind.IDENT) {
            return Optional.empty();
        }
        String variable = expression.select().operand().ident().name();
        return Stream.of(Side.values())
                .filter(side -> side.variable.equals(variable))
                .findFirst();
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.exprKind().getKind() == ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    private static boolean isCall(CelExpr expression, String function) {
        return expression.exprKind().getKind() == ExprKind.Kind.CALL
                && expression.call().function().equals(function);
    }
}
