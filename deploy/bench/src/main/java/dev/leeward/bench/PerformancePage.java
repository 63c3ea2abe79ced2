package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page of newest results: a section a headline, of which a result replaces its own. */
record PerformancePage(Path file, List<Headline> headlines) {
    private static final String INTRODUCTION = """
        # Performance

        Each figure is a ratio against its limit, measured in the same run with `./leeward bench NAME`; ratios outlast the
        machine, the figures behind them do not. The newest results, as they came:
        """;

    void update(Result result) {
        try {
            var page = new StringBuilder(INTRODUCTION);
            var before = Files.exists(file) ? Files.readString(file) : "";
            for (var headline : headlines) {
                var section =
                        result.id().equals(headline.id()) ? section(headline, result) : sectionBefore(before, headline);
                page.append(section);
            }
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static String section(Headline headline, Result result) {
        var machine = Machine.describe();
        var text = new StringBuilder("\n## ").append(headline.id()).append(": ").append(headline.about());
        text.append("\n\n| ratio | measured | target |\n|---|---|---|\n");
        new TreeMap<>(result.target())
                .forEach((name, target) -> text.append("| %s | %s | %s |%n"
                        .formatted(
                                name,
                                result.ratio().containsKey(name)
                                        ? number(result.ratio().getOrDefault(name, 0.0))
                                        : "see below",
                                target)));
        text.append("\nTarget ").append(result.ok() ? "met" : "**not met**").append(". ");
        text.append(new TreeMap<>(result.figures())
                .entrySet().stream()
                        .map(figure -> figure.getKey() + " " + number(figure.getValue()))
                        .collect(Collectors.joining(", ")));
        text.append(".");
        result.notes().forEach(note -> text.append(' ').append(note));
        text.append("\n\n%d rounds, median; %s, %s cores, %s, JDK %s; %s.%n"
                .formatted(
                        result.rounds(),
                        machine.get("cpu"),
                        machine.get("cores"),
                        machine.get("memory"),
                        machine.get("jdk"),
                        LocalDate.now(ZoneOffset.UTC)));
        return text.toString();
    }

    private static String sectionBefore(String page, Headline headline) {
        int start = page.indexOf("\n## " + headline.id() + ":");
        if (start < 0) {
            return "";
        }
        int end = page.indexOf("\n## ", start + 1);
        return end < 0 ? page.substring(start) : page.substring(start, end);
    }

    private static String number(double value) {
        return value >= 1_000 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
