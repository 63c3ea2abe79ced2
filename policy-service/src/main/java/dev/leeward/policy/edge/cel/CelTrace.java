package dev.leeward.policy.edge.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an expression reads of a case while it is evaluated: fields, and what they hold. */
final class CelTrace {
    private static final String INDEX = "_[_]";
    private static final int MAX_CHARACTERS = 200;

    private CelTrace() {}

    /** Each field that was read, with what it held, in the order of reading. */
    static Map<String, Object> of(CelRuntime.Program program, Map<String, ?> variables) {
        Map<String, Object> read = new LinkedHashMap<>();
        try {
            program.trace(
                    variables,
                    (expression, value) -> name(expression).ifPresent(name -> read.putIfAbsent(name, value)));
        } catch (CelEvaluationException | RuntimeException e) {
            read.put("failed", String.valueOf(e.getMessage()));
        }
        return read;
    }

    /** Each as {@code name = value}, none longer than people care to read. */
    static List<String> shown(Map<String, Object> read) {
        return read.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + shown(entry.getValue()))
                .toList();
    }

    private static Optional<String> name(CelExpr expression) {
        if (expression.exprKind().getKind() == ExprKind.Kind.SELECT) {
            CelExpr.CelSelect select = expression.select();
            return path(select.operand())
                    .map(path -> select.testOnly()
                            ? "has(" + path + "." + select.field() + ")"
                            : path + "." + select.field());
        }
        boolean looksUp = expression.exprKind().getKind() == ExprKind.Kind.CALL
                && expression.call().function().equals(INDEX)
                && expression.call().args().get(1).exprKind().getKind() == ExprKind.Kind.CONSTANT
                && expression.call().args().get(1).constant().getKind() == CelConstant.Kind.STRING_VALUE;
        return looksUp
                ? path(expression.call().args().getFirst())
                        .map(path -> "%s['%s']"
                                .formatted(
                                        path,
                                        expression
                                                .call()
                                                .args()
                                                .get(1)
                                                .constant()
                                                .stringValue()))
                : Optional.empty();
    }

    private static Optional<String> path(CelExpr expression) {
        return expression.exprKind().getKind() == ExprKind.Kind.IDENT
                ? Optional.of(expression.ident().name())
                : name(expression);
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "…" : text;
    }
}
