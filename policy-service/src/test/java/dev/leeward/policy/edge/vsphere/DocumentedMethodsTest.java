package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.placement.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/vsphere-gateway.md says of each method what becomes of it, and that is what becomes of it. */
class DocumentedMethodsTest {

    private static final Path DOCUMENT = Path.of("../docs/vsphere-gateway.md");

    private static final String FIRST = "## What is guarded";
    private static final String LAST = "## Where to";

    /** A row of the table: methods in code marks, then what becomes of them. */
    private static final Pattern ROW =
            Pattern.compile("^\\| ((?:`\\w+`(?:, )?)+) \\| (`[a-z-]+`|refused|passes|read) \\|", Pattern.MULTILINE);

    private static final Pattern METHOD = Pattern.compile("`(\\w+)`");

    @Test
    void the_table_names_every_method_that_is_decided_about_and_says_what_is_decided() throws IOException {
        Map<String, String> decided = new TreeMap<>();
        GuardedMethods.decided()
                .forEach((method, action) -> decided.put(
                        method, action.map(Action::code).map("`%s`"::formatted).orElse("refused")));

        Map<String, String> documented = table();
        documented.values().removeIf(outcome -> outcome.equals("passes") || outcome.equals("read"));
        assertThat(documented).isEqualTo(decided);
    }

    @Test
    void what_it_says_passes_does_and_what_it_says_is_read_first_is() throws IOException {
        table().forEach((method, outcome) -> {
            if (outcome.equals("passes")) {
                assertThat(PassedMethods.harmless(method)).as(method).isTrue();
                assertThat(GuardedMethods.concerns(method)).as(method).isFalse();
            } else if (outcome.equals("read")) {
                assertThat(GuardedMethods.concerns(method)).as(method).isTrue();
                assertThat(GuardedMethods.decided()).doesNotContainKey(method);
            }
        });
    }

    @Test
    void no_method_both_passes_unread_and_is_decided_about() {
        assertThat(GuardedMethods.decided().keySet()).noneMatch(PassedMethods::harmless);
    }

    private static Map<String, String> table() throws IOException {
        Map<String, String> table = new TreeMap<>();
        String document = Files.readString(DOCUMENT);
        Matcher row = ROW.matcher(document.substring(document.indexOf(FIRST), document.indexOf(LAST)));
        while (row.find()) {
            Matcher method = METHOD.matcher(row.group(1));
            while (method.find()) {
                Optional<String> before = Optional.ofNullable(table.put(method.group(1), row.group(2)));
                assertThat(before).as("%s stands twice", method.group(1)).isEmpty();
            }
        }
        assertThat(table).isNotEmpty();
        return table;
    }
}
