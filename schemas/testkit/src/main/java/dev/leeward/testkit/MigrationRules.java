package dev.leeward.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Migrations only add: while a release is rolled out, replicas of the one before read and write the same tables. What they no
 * longer use may be taken away where a comment before it says since when: {@code -- contract: not used since 0.2.0}.
 */
final class MigrationRules {
    private static final Path FOLDER = Path.of("src", "main", "resources", "db", "migration");
    private static final Pattern NUMBER = Pattern.compile("V(\\d+)__.*\\.sql");

    /** The last migrations of the first release, by root package: no replica runs that is older. */
    private static final Map<String, Integer> FIRST_RELEASE = Map.of(
            "dev.leeward.attestation", 11,
            "dev.leeward.policy", 5,
            "dev.leeward.migration", 2,
            "dev.leeward.dr", 2,
            "dev.leeward.compliance", 7);

    private static final Pattern TAKES_AWAY = Pattern.compile(
            "drop\\s+(table|column|view|default)\\b|rename\\s+(to|column)\\b|alter\\s+column\\s+\\S+\\s+(set\\s+data\\s+)?type\\b"
                    + "|set\\s+not\\s+null|add\\s+column\\s(?![^,;]*\\bdefault\\b)[^,;]*\\bnot\\s+null");
    private static final Pattern EXCUSE = Pattern.compile("(?m)^\\s*-- contract: \\S.*$");
    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");

    private MigrationRules() {}

    /** What is broken by the migrations of the service whose module this is, after those of the first release. */
    static List<String> broken(String root) {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> broken = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                Matcher number = NUMBER.matcher(name);
                if (number.matches() && Integer.parseInt(number.group(1)) > FIRST_RELEASE.getOrDefault(root, 0)) {
                    broken.addAll(broken(name, Files.readString(file)));
                }
            }
            return broken;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> broken(String name, String sql) {
        return Arrays.stream(sql.split(";"))
                .filter(statement -> !EXCUSE.matcher(statement).find())
                .map(statement -> TAKES_AWAY.matcher(
                        COMMENT.matcher(statement).replaceAll("").toLowerCase(Locale.ROOT)))
                .filter(Matcher::find)
                .map(found -> "Migration " + name + " takes away what replicas of the release before may use: \""
                        + found.group().replaceAll("\\s+", " ")
                        + "\", because both run while a release is rolled out. Stop using it in one release, take it away in the"
                        + " next, and say so before the statement: -- contract: not used since <release>")
                .toList();
    }
}
