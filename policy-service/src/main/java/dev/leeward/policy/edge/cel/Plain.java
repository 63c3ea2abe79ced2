package dev.leeward.policy.edge.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What most conditions are made of: texts, labels and roles that are compared, and what joins them. It is worked out here,
 * as CEL would and without its machinery, which takes many times as long; the rest is left to CEL. In CEL a conjunction is
 * false where any part of it is, whatever the others come to, errors included, and a disjunction is true likewise: so an
 * answer can be certain though not every part of it is.
 */
sealed interface Plain {
    /** What is certain about a condition. */
    enum Answer {
        YES,
        NO,
        UNSURE;

        static Answer certain(boolean truth) {
            return truth ? YES : NO;
        }
    }

    /** The answer; what is read for it is noted. */
    Answer of(Case c, Reads reads);

    /** Reads a checked condition. */
    static Plain of(CelExpr condition) {
        return switch (function(condition)) {
            case "_&&_" -> new All(parts(condition, "_&&_"));
            case "_||_" -> new Any(parts(condition, "_||_"));
            case "!_" -> new Not(of(argument(condition, 0)));
            case "_==_" -> compared(condition, true);
            case "_!=_" -> compared(condition, false);
            case "@in" -> contains(condition);
            case "_>_" -> notEmpty(condition);
            default -> new Other();
        };
    }

    /** A case of which both sides are known. */
    record Case(PlacementCase about, WorkloadView workload, HostView destination) {
        /** Empty where one of them is not. */
        static Optional<Case> of(PlacementCase about) {
            WorkloadView workload = about.workload();
            HostView destination = about.host();
            return workload == null || destination == null
                    ? Optional.empty()
                    : Optional.of(new Case(about, workload, destination));
        }
    }

    /** What was read, and whether that is all that CEL would have read. */
    final class Reads {
        private final @Nullable Map<String, Object> values;
        private boolean complete = true;

        private Reads(@Nullable Map<String, Object> values) {
            this.values = values;
        }

        /** Of somebody who does not want to know. */
        static Reads unnoted() {
            return new Reads(null);
        }

        static Reads noted() {
            return new Reads(new LinkedHashMap<>());
        }

        /** In the order of reading; empty where CEL would have read something else besides. */
        Optional<Map<String, Object>> whole() {
            return complete ? Optional.ofNullable(values) : Optional.empty();
        }

        void note(String name, Object value) {
            if (values != null) {
                values.putIfAbsent(name, value);
            }
        }

        void miss() {
            complete = false;
        }
    }

    /** A conjunction. */
    record All(List<Plain> parts) implements Plain {
        @Override
        public Answer of(Case c, Reads reads) {
            return joined(parts, Answer.NO, Answer.YES, c, reads);
        }
    }

    /** A disjunction. */
    record Any(List<Plain> parts) implements Plain {
        @Override
        public Answer of(Case c, Reads reads) {
            return joined(parts, Answer.YES, Answer.NO, c, reads);
        }
    }

    /** The first that settles it does; where none does, all must be certain. */
    private static Answer joined(List<Plain> parts, Answer settles, Answer otherwise, Case c, Reads reads) {
        Answer answer = otherwise;
        for (Plain part : parts) {
            Answer one = part.of(c, reads);
            if (one == settles) {
                return settles;
            }
            if (one == Answer.UNSURE) {
                answer = Answer.UNSURE;
            }
        }
        return answer;
    }

    /** A negation. */
    record Not(Plain part) implements Plain {
        @Override
        public Answer of(Case c, Reads reads) {
            return switch (part.of(c, reads)) {
                case YES -> Answer.NO;
                case NO -> Answer.YES;
                case UNSURE -> Answer.UNSURE;
            };
        }
    }

    /** {@code 'wanted' in names}. */
    record Contains(Names names, String wanted) implements Plain {
        @Override
        public Answer of(Case c, Reads reads) {
            return Answer.certain(names.of(c, reads).contains(wanted));
        }
    }

    /** {@code size(names) > 0}. */
    record NotEmpty(Names names) implements Plain {
        @Override
        public Answer of(Case c, Reads reads) {
            return Answer.certain(!names.of(c, reads).isEmpty());
        }
    }

    /** Two texts. */
    record Compared(PlainText left, PlainText right, boolean equal) implements Plain {
        @Override
        public Answer of(Case c, Reads reads) {
            String one = left.of(c, reads);
            String other = one == null ? null : right.of(c, reads);
            return other == null ? Answer.UNSURE : Answer.certain(other.equals(one) == equal);
        }
    }

    /** CEL's business. */
    record Other() implements Plain {
        @Override
        public Answer of(Case c, Reads reads) {
            reads.miss();
            return Answer.UNSURE;
        }
    }

    /** Several names that a case has. */
    enum Names {
        ROLES("principal.roles"),
        PEERS("dest.peers"),
        WORKLOAD_LABELS("workload.labels"),
        DESTINATION_LABELS("dest.labels");

        private final String path;

        Names(String path) {
            this.path = path;
        }

        static Optional<Names> of(CelExpr expression) {
            String path = Plain.path(expression);
            return Stream.of(values()).filter(names -> names.path.equals(path)).findFirst();
        }

        String path() {
            return path;
        }

        Collection<String> of(Case c, Reads reads) {
            return switch (this) {
                case ROLES -> noted(c.about().request().principal().roles(), reads);
                case PEERS ->
                    noted(c.about().peers().stream().map(WorkloadId::value).toList(), reads);
                case WORKLOAD_LABELS -> noted(c.workload().labels(), reads).keySet();
                case DESTINATION_LABELS ->
                    noted(c.destination().labels(), reads).keySet();
            };
        }

        private <T> T noted(T names, Reads reads) {
            reads.note(path, names);
            return names;
        }
    }

    private static List<Plain> parts(CelExpr expression, String function) {
        return function(expression).equals(function)
                ? expression.call().args().stream()
                        .flatMap(part -> parts(part, function).stream())
                        .toList()
                : List.of(of(expression));
    }

    private static Plain compared(CelExpr expression, boolean equal) {
        return PlainText.of(argument(expression, 0))
                .flatMap(left ->
                        PlainText.of(argument(expression, 1)).<Plain>map(right -> new Compared(left, right, equal)))
                .orElseGet(Other::new);
    }

    private static Plain contains(CelExpr expression) {
        return constant(argument(expression, 0))
                .flatMap(wanted -> Names.of(argument(expression, 1)).<Plain>map(names -> new Contains(names, wanted)))
                .orElseGet(Other::new);
    }

    private static Plain notEmpty(CelExpr expression) {
        CelExpr left = argument(expression, 0);
        CelExpr right = argument(expression, 1);
        boolean counts = function(left).equals("size")
                && left.call().args().size() == 1
                && right.exprKind().getKind() == ExprKind.Kind.CONSTANT
                && right.constant().getKind() == CelConstant.Kind.INT64_VALUE
                && right.constant().int64Value() == 0;
        return counts ? Names.of(argument(left, 0)).<Plain>map(NotEmpty::new).orElseGet(Other::new) : new Other();
    }

    /** The function that an expression calls; empty where it calls none. */
    static String function(CelExpr expression) {
        return expression.exprKind().getKind() == ExprKind.Kind.CALL
                ? expression.call().function()
                : "";
    }

    static CelExpr argument(CelExpr call, int place) {
        return call.call().args().get(place);
    }

    /** A field of a variable, as {@code variable.field}; empty where it is something else. */
    static String path(CelExpr expression) {
        if (expression.exprKind().getKind() != ExprKind.Kind.SELECT
                || expression.select().testOnly()
                || expression.select().operand().exprKind().getKind() != ExprKind.Kind.IDENT) {
            return "";
        }
        return expression.select().operand().ident().name() + "."
                + expression.select().field();
    }

    static Optional<String> constant(CelExpr expression) {
        return expression.exprKind().getKind() == ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }
}
