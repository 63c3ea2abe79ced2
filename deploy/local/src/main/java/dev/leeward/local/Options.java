package dev.leeward.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A command line of one command, {@code --name value} (or {@code --name=value}) options and bare words. */
public record Options(String command, Map<String, String> values, List<String> words) {
    private static final Set<String> SWITCHES = Set.of("fresh", "list", "quick");

    /**
     * Reads a command line.
     *
     * @throws UserError where an option lacks its value
     */
    public static Options parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new UserError("a command is needed; see ./leeward help");
        }
        var values = new LinkedHashMap<String, String>();
        var words = new java.util.ArrayList<String>();
        for (int i = 1; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            var name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (equals >= 0) {
                values.put(name, argument.substring(equals + 1));
            } else if (SWITCHES.contains(name)) {
                values.put(name, "");
            } else if (i + 1 < arguments.size()) {
                values.put(name, arguments.get(++i));
            } else {
                throw new UserError("--" + name + " needs a value");
            }
        }
        return new Options(arguments.getFirst(), Map.copyOf(values), List.copyOf(words));
    }

    /**
     * Says which options the command takes.
     *
     * @throws UserError where anything else was given
     */
    public void allow(Set<String> names) {
        for (var given : values.keySet()) {
            if (!names.contains(given)) {
                throw new UserError("'%s' knows no option --%s%s"
                        .formatted(
                                command,
                                given,
                                names.isEmpty()
                                        ? "; it takes none"
                                        : "; known: "
                                                + names.stream()
                                                        .sorted()
                                                        .map(name -> "--" + name)
                                                        .collect(Collectors.joining(", "))));
            }
        }
        if (!words.isEmpty()) {
            throw new UserError("'%s' takes no further words, but got: %s".formatted(command, String.join(" ", words)));
        }
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
