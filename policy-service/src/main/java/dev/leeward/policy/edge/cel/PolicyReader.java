package dev.leeward.policy.edge.cel;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.policy.Policy;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicyDocument.Kind;
import dev.leeward.policy.policy.PolicyDocument.Mode;
import dev.leeward.policy.policy.PolicyDocument.Scope;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicyRef;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.review.SetScope;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads one text: YAML documents, each a policy with its tests; see {@code policies/default.yaml} for the form. */
final class PolicyReader {
    private static final Set<String> FIELDS = new LinkedHashSet<>(
            List.of("id", "version", "effect", "mode", "scope", "when", "message", "controls", "obligations", "tests"));
    private static final Set<String> SCOPE_FIELDS = new LinkedHashSet<>(List.of("tenants", "actions"));
    private static final Set<String> ACTIONS =
            Arrays.stream(Action.values()).map(Action::code).collect(Collectors.toSet());

    /** How the ids of rules begin that are no policies. */
    static final String BUILT_IN = "builtin-";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private final CelCompiler cel;

    PolicyReader(CelCompiler cel) {
        this.cel = cel;
    }

    /** A place in a text, from 1. */
    record Place(int line, int column) {
        static Place of(Node node) {
            return new Place(
                    node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
        }
    }

    /** A policy with its tests, and where it was written. */
    record Located(Policy policy, List<PolicyTest> tests, int line, Place effect, Place scope) {}

    /** Reads all policies of a text; mistakes go to {@code errors}. */
    List<Located> read(SetScope scope, String text, List<PolicyError> errors) {
        List<Located> policies = new ArrayList<>();
        String file = scope.toString();
        try {
            for (Node node : new Yaml(new LoaderOptions()).composeAll(new StringReader(text))) {
                policy(scope, text, node, errors).ifPresent(policies::add);
            }
        } catch (MarkedYAMLException e) {
            Mark at = e.getProblemMark();
            errors.add(new PolicyError(
                    file,
                    at == null ? 1 : at.getLine() + 1,
                    at == null ? 1 : at.getColumn() + 1,
                    "not YAML: " + e.getProblem(),
                    "quote texts that hold ': ' or start with a quote, and indent with spaces"));
        } catch (YAMLException e) {
            errors.add(new PolicyError(
                    file,
                    1,
                    1,
                    "not YAML: " + e.getMessage(),
                    "send a text of printable characters, and a smaller one"));
        }
        return policies;
    }

    private Optional<Located> policy(SetScope set, String text, Node node, List<PolicyError> errors) {
        int before = errors.size();
        String file = set.toString();
        YamlFields fields = new YamlFields(file, node, FIELDS, errors);
        if (errors.size() > before && fields.node("id").isEmpty()) {
            return Optional.empty();
        }
        Optional<ScalarNode> id =
                fields.required("id", "give the policy a unique id").filter(scalar -> isId(fields, scalar));
        int version = fields.optional("version")
                .flatMap(scalar -> fields.parsed(scalar, "version", PolicyReader::version, Set.of("1, 2, 3 …")))
                .orElse(1);
        Optional<Kind> kind = fields.required("effect", "write effect: permit, forbid or require")
                .flatMap(scalar ->
                        fields.parsed(scalar, "effect", value -> constant(Kind.class, value), constants(Kind.class)));
        Mode mode = fields.optional("mode")
                .flatMap(scalar ->
                        fields.parsed(scalar, "mode", value -> constant(Mode.class, value), constants(Mode.class)))
                .orElse(Mode.ENFORCE);
        Scope scope = scope(set, fields, errors);
        Optional<ScalarNode> when = fields.required("when", "write when: a CEL condition, or when: \"true\"");
        Optional<ScalarNode> message = fields.required(
                "message", "write message: a CEL text, for example \"'host ' + dest.id + ' is refused'\"");
        Policy.Condition condition = when.isEmpty() ? null : condition(file, text, when.get(), errors);
        Policy.Message said = message.isEmpty() ? null : message(file, text, message.get(), errors);
        if (kind.equals(Optional.of(Kind.FORBID))) {
            fields.list("obligations").stream()
                    .findFirst()
                    .ifPresent(scalar -> fields.error(
                            scalar.getStartMark(),
                            "a policy that forbids obliges nobody",
                            "write obligations where effect is permit or require"));
        }
        List<PolicyTest> tests = id.isEmpty() ? List.of() : new TestReader(set, errors).read(id.get(), fields);
        if (errors.size() > before
                || condition == null
                || said == null
                || id.isEmpty()
                || kind.isEmpty()
                || when.isEmpty()
                || message.isEmpty()) {
            return Optional.empty();
        }
        PolicyDocument document = new PolicyDocument(
                new PolicyRef(TestReader.qualified(set, id.get().getValue()), version),
                kind.get(),
                mode,
                scope,
                when.get().getValue(),
                message.get().getValue(),
                texts(fields.list("controls")),
                texts(fields.list("obligations")));
        Place start = Place.of(node);
        return Optional.of(new Located(
                new Policy(document, condition, said),
                tests,
                start.line(),
                fields.node("effect").map(Place::of).orElse(start),
                fields.node("scope").map(Place::of).orElse(start)));
    }

    private static boolean isId(YamlFields fields, ScalarNode scalar) {
        boolean fits = ID.matcher(scalar.getValue()).matches();
        if (scalar.getValue().startsWith(BUILT_IN)) {
            fields.error(
                    scalar.getStartMark(),
                    "'%s' would pass for a built-in rule".formatted(scalar.getValue()),
                    "begin the id with something else than " + BUILT_IN);
            return false;
        }
        if (!fits) {
            fields.error(
                    scalar.getStartMark(),
                    "'%s' is no id".formatted(scalar.getValue()),
                    "use at most 80 letters, digits, dots, dashes and underlines; a letter or digit first");
        }
        return fits;
    }

    private static Scope scope(SetScope set, YamlFields fields, List<PolicyError> errors) {
        String file = set.toString();
        Set<String> tenants = new LinkedHashSet<>();
        EnumSet<Action> actions = EnumSet.noneOf(Action.class);
        fields.node("scope").ifPresent(node -> {
            YamlFields scope = new YamlFields(file, node, SCOPE_FIELDS, errors);
            scope.list("tenants").stream()
                    .filter(scalar -> scope.isIdentifier(scalar, "tenant"))
                    .forEach(scalar -> tenants.add(scalar.getValue()));
            for (ScalarNode action : scope.list("actions")) {
                if (action.getValue().equals(Scope.ALL)) {
                    actions.addAll(EnumSet.allOf(Action.class));
                } else {
                    scope.parsed(action, "action", Action::of, ACTIONS).ifPresent(actions::add);
                }
            }
        });
        return new Scope(
                tenants.isEmpty() ? Set.of(set.owner() == null ? Scope.ALL : set.owner()) : tenants,
                actions.isEmpty() ? EnumSet.allOf(Action.class) : actions);
    }

    private Policy.@Nullable Condition condition(
            String file, String text, ScalarNode expression, List<PolicyError> errors) {
        try {
            return cel.condition(expression.getValue());
        } catch (CelCompiler.Invalid e) {
            errors.add(located(file, text, expression, e));
            return null;
        }
    }

    private Policy.@Nullable Message message(
            String file, String text, ScalarNode expression, List<PolicyError> errors) {
        try {
            return cel.message(expression.getValue());
        } catch (CelCompiler.Invalid e) {
            errors.add(located(file, text, expression, e));
            return null;
        }
    }

    /** Where in the file a mistake within an expression stands: exact where the expression stands there as it is. */
    private static PolicyError located(String file, String text, ScalarNode scalar, CelCompiler.Invalid e) {
        Mark start = scalar.getStartMark();
        List<String> lines = text.lines().toList();
        int line = start.getLine() + 1;
        int column = start.getColumn() + 1;
        if (scalar.getScalarStyle() == ScalarStyle.LITERAL) {
            line += e.line;
            String first = line <= lines.size() ? lines.get(start.getLine() + 1) : "";
            column = first.length() - first.stripLeading().length() + e.column;
        } else if (scalar.getScalarStyle() != ScalarStyle.FOLDED
                && lines.get(start.getLine()).contains(scalar.getValue())) {
            column = lines.get(start.getLine()).indexOf(scalar.getValue(), start.getColumn()) + e.column;
        }
        return new PolicyError(file, line, column, e.issue, e.hint);
    }

    private static Optional<Integer> version(String value) {
        return value.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.valueOf(value)) : Optional.empty();
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst();
    }

    private static Set<String> constants(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<String> texts(List<ScalarNode> scalars) {
        return scalars.stream().map(ScalarNode::getValue).toList();
    }
}
