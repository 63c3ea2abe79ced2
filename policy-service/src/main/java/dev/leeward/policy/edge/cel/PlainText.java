package dev.leeward.policy.edge.cel;

import dev.cel.common.ast.CelExpr;
import dev.leeward.policy.edge.cel.Plain.Case;
import dev.leeward.policy.edge.cel.Plain.Names;
import dev.leeward.policy.edge.cel.Plain.Reads;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A text that needs no CEL: a constant, a field, a label, or several of them one after the other. */
sealed interface PlainText {
    /** The fields of {@link CelView} that hold a text; what is not here, CEL reads. */
    Map<String, Function<Case, String>> FIELDS = Map.ofEntries(
            Map.entry("principal.id", c -> c.about().request().principal().id()),
            Map.entry(
                    "principal.tenant",
                    c -> CelView.text(c.about().request().principal().tenant())),
            Map.entry("workload.id", c -> c.workload().id().value()),
            Map.entry("workload.name", c -> c.workload().name()),
            Map.entry("workload.tenant", c -> CelView.text(c.workload().tenant())),
            Map.entry("workload.site", c -> CelView.text(c.workload().site())),
            Map.entry("dest.id", c -> c.destination().id().value()),
            Map.entry("dest.name", c -> c.destination().name()),
            Map.entry("dest.site", c -> c.destination().site()),
            Map.entry("dest.hypervisor", c -> c.destination().hypervisor()),
            Map.entry("dest.hypervisorVersion", c -> c.destination().hypervisorVersion()),
            Map.entry(
                    "dest.trust",
                    c -> CelView.trust(c.destination(), c.about()).status().name()),
            Map.entry(
                    "dest.trustReason",
                    c -> CelView.trust(c.destination(), c.about()).reason()),
            Map.entry(
                    "dest.assurance",
                    c -> CelView.trust(c.destination(), c.about()).assurance().name()),
            Map.entry("dest.assetTag", c -> CelView.assetTag(CelView.trust(c.destination(), c.about()))),
            Map.entry("request.action", c -> c.about().request().action().code()),
            Map.entry("request.enforcementPoint", c -> c.about().request().enforcementPoint()));

    /** The text; what is read for it is noted. Null where only CEL can say. */
    @Nullable String of(Case c, Reads reads);

    /** Reads a checked expression; empty where it is something else. */
    static Optional<PlainText> of(CelExpr expression) {
        Optional<String> constant = Plain.constant(expression);
        if (constant.isPresent()) {
            return constant.map(Constant::new);
        }
        return switch (Plain.function(expression)) {
            case "_+_" ->
                of(Plain.argument(expression, 0))
                        .flatMap(first -> of(Plain.argument(expression, 1)).map(second -> new Joined(first, second)));
            case "_[_]" ->
                Names.of(Plain.argument(expression, 0))
                        .flatMap(labels ->
                                Plain.constant(Plain.argument(expression, 1)).flatMap(key -> Label.of(labels, key)));
            default -> {
                String path = Plain.path(expression);
                yield Optional.ofNullable(FIELDS.get(path)).map(value -> new Field(path, value));
            }
        };
    }

    /** Always the same. */
    record Constant(String value) implements PlainText {
        @Override
        public String of(Case c, Reads reads) {
            return value;
        }
    }

    /** What every case has. */
    record Field(String path, Function<Case, String> value) implements PlainText {
        @Override
        public String of(Case c, Reads reads) {
            String text = value.apply(c);
            reads.note(path, text);
            return text;
        }
    }

    /** The value of a label; an error, which is CEL's business, where there is none. */
    record Label(Names labels, String key, String path) implements PlainText {
        static Optional<PlainText> of(Names labels, String key) {
            return switch (labels) {
                case WORKLOAD_LABELS, DESTINATION_LABELS ->
                    Optional.of(new Label(labels, key, "%s['%s']".formatted(labels.path(), key)));
                case ROLES, PEERS -> Optional.empty();
            };
        }

        @Override
        public @Nullable String of(Case c, Reads reads) {
            Map<String, String> all = labels == Names.WORKLOAD_LABELS
                    ? c.workload().labels()
                    : c.destination().labels();
            reads.note(labels.path(), all);
            String text = all.get(key);
            if (text == null) {
                reads.miss();
            } else {
                reads.note(path, text);
            }
            return text;
        }
    }

    /** One after the other. */
    record Joined(PlainText first, PlainText second) implements PlainText {
        @Override
        public @Nullable String of(Case c, Reads reads) {
            String one = first.of(c, reads);
            String other = one == null ? null : second.of(c, reads);
            return other == null ? null : one + other;
        }
    }
}
