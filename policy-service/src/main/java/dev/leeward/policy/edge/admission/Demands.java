package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a machine demands of the node that it is placed on, as the scheduler reads it: {@code nodeSelector}, the node
 * affinity that is required, and the taints that it tolerates. What is only preferred keeps it off no node.
 *
 * @param terms one of them must hold; null where none are stated
 */
record Demands(Map<String, String> selector, @Nullable List<Term> terms, List<Toleration> tolerations) {

    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    Demands {
        selector = Map.copyOf(selector);
        terms = terms == null ? null : List.copyOf(terms);
        tolerations = List.copyOf(tolerations);
    }

    /** All of it must hold; where it says nothing it never does. */
    record Term(List<Expression> labels, List<Expression> fields) {
        Term {
            labels = List.copyOf(labels);
            fields = List.copyOf(fields);
        }

        boolean holds(Node node) {
            Map<String, String> fieldsOfNode = Map.of("metadata.name", node.name());
            return !(labels.isEmpty() && fields.isEmpty())
                    && labels.stream().allMatch(label -> label.holds(node.labels()))
                    && fields.stream().allMatch(field -> field.holds(fieldsOfNode));
        }
    }

    /** One condition on a label or field. */
    record Expression(String key, Operator operator, Set<String> values) {
        Expression {
            values = Set.copyOf(values);
        }

        boolean holds(Map<String, String> of) {
            String value = of.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case GT -> compared(value) > 0;
                case LT -> compared(value) < 0;
            };
        }

        /** How the label compares with the one value; 0, which fulfils neither, where they are not numbers. */
        private int compared(@Nullable String value) {
            try {
                return value == null || values.size() != 1
                        ? 0
                        : Long.compare(
                                Long.parseLong(value),
                                Long.parseLong(values.iterator().next()));
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }

    /** How an expression compares. */
    enum Operator {
        IN("In"),
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist"),
        GT("Gt"),
        LT("Lt");

        private final String word;

        Operator(String word) {
            this.word = word;
        }

        static Operator of(String word) throws Undecidable {
            for (Operator operator : values()) {
                if (operator.word.equals(word)) {
                    return operator;
                }
            }
            throw new Undecidable("its node affinity has the operator '%s', which is not known here".formatted(word));
        }
    }

    /** A taint that does not keep it off; an empty key or effect stands for all. */
    record Toleration(String key, boolean anyValue, String value, String effect) {
        boolean covers(Taint taint) {
            return (effect.isEmpty() || effect.equals(taint.effect()))
                    && (key.isEmpty() ? anyValue : key.equals(taint.key()))
                    && (anyValue || value.equals(taint.value() == null ? "" : taint.value()));
        }
    }

    /** What the {@code spec} of a virtual machine instance says. */
    static Demands of(JsonNode spec) throws Undecidable {
        JsonNode required =
                spec.path("affinity").path("nodeAffinity").path("requiredDuringSchedulingIgnoredDuringExecution");
        List<Term> terms = null;
        if (required.isObject()) {
            terms = new ArrayList<>();
            for (JsonNode term : required.path("nodeSelectorTerms")) {
                terms.add(new Term(expressions(term.path("matchExpressions")), expressions(term.path("matchFields"))));
            }
        }
        List<Toleration> tolerations = new ArrayList<>();
        for (JsonNode toleration : spec.path("tolerations")) {
            tolerations.add(new Toleration(
                    toleration.path("key").asText(),
                    toleration.path("operator").asText().equals("Exists"),
                    toleration.path("value").asText(),
                    toleration.path("effect").asText()));
        }
        return new Demands(Review.texts(spec.path("nodeSelector")), terms, tolerations);
    }

    private static List<Expression> expressions(JsonNode list) throws Undecidable {
        List<Expression> expressions = new ArrayList<>();
        for (JsonNode each : list) {
            Set<String> values = new TreeSet<>();
            each.path("values").forEach(value -> values.add(value.asText()));
            expressions.add(new Expression(
                    each.path("key").asText(), Operator.of(each.path("operator").asText()), values));
        }
        return expressions;
    }

    /** The same with more to select by; what the machine itself says of a label stands. */
    Demands narrowed(Map<String, String> more) {
        Map<String, String> narrower = new HashMap<>(more);
        narrower.putAll(selector);
        return new Demands(narrower, terms, tolerations);
    }

    /** Whether the scheduler may choose the node. */
    boolean admit(Node node) {
        return selector.entrySet().stream()
                        .allMatch(each -> each.getValue().equals(node.labels().get(each.getKey())))
                && (terms == null || terms.stream().anyMatch(term -> term.holds(node)))
                && node.taints().stream().filter(Taint::keepsOff).allMatch(this::tolerates)
                && (!node.unschedulable() || tolerates(new Taint(UNSCHEDULABLE, null, "NoSchedule")));
    }

    private boolean tolerates(Taint taint) {
        return tolerations.stream().anyMatch(toleration -> toleration.covers(taint));
    }

    /** Whether they speak of single nodes by their names. */
    boolean nameNodes() {
        return selector.containsKey(HOSTNAME)
                || (terms != null
                        && terms.stream()
                                .anyMatch(term -> !term.fields().isEmpty()
                                        || term.labels().stream()
                                                .anyMatch(label -> label.key().equals(HOSTNAME))));
    }

    /** Whether no node will do that is not marked as trusted. */
    boolean demandTrust() {
        return Mark.TRUSTED.equals(selector.get(Mark.LABEL))
                || (terms != null && terms.stream().allMatch(Demands::demandsTrust));
    }

    private static boolean demandsTrust(Term term) {
        return term.labels().stream()
                .anyMatch(label -> label.key().equals(Mark.LABEL)
                        && label.operator() == Operator.IN
                        && label.values().equals(Set.of(Mark.TRUSTED)));
    }
}
