package dev.leeward.policy.edge.vsphere;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Methods of the vSphere API that pass unread since they place no workload. A method that is not among them may be one of
 * a version that came after this gateway: nobody knows what it does, so it does not pass.
 */
final class PassedMethods {

    private static final String RESOURCE = "/vsphere/passed-methods.txt";

    /** What the API calls a method that only reads. */
    private static final List<String> READING =
            List.of("Query", "Retrieve", "Find", "Fetch", "Check", "Validate", "List", "Get", "Has", "Is", "Read");

    private static final Set<String> SHIPPED = shipped();

    private final Set<String> more;

    /** @param more methods that an administrator has decided to let pass besides */
    PassedMethods(Set<String> more) {
        for (String method : more) {
            if (GuardedMethods.concerns(method)) {
                throw new IllegalStateException(
                        "leeward.vsphere-gateway.passed-methods: %s is guarded, and no setting lets it pass unread"
                                .formatted(method));
            }
        }
        this.more = Set.copyOf(more);
    }

    private static Set<String> shipped() {
        try (InputStream in = PassedMethods.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a method is known to place nothing, whatever an administrator lets pass besides. */
    static boolean harmless(String method) {
        return SHIPPED.contains(method);
    }

    /** Refuses a method that is neither guarded nor known to place nothing. */
    void check(String method) throws Unacceptable {
        if (GuardedMethods.concerns(method) || harmless(method) || more.contains(method) || reads(method)) {
            return;
        }
        throw new Unacceptable(
                "%s is no method that this gateway knows, so that it cannot tell whether a workload would be"
                                .formatted(Refusal.shown(method))
                        + " placed: where it places none, leeward.vsphere-gateway.passed-methods may name it");
    }

    /** A reading verb, and then a word that begins with a capital letter. */
    private static boolean reads(String method) {
        return READING.stream()
                .anyMatch(verb -> method.startsWith(verb)
                        && method.length() > verb.length()
                        && Character.isUpperCase(method.charAt(verb.length())));
    }
}
