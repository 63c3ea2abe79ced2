package dev.leeward.policy.edge.cel;

import dev.leeward.policy.edge.cel.PolicyReader.Located;
import dev.leeward.policy.policy.PolicySet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Loads the policies: those that are shipped, then those of a directory ({@code *.yaml}, {@code *.yml}, in the order of
 * their names). A policy of the directory replaces a shipped one of the same id; two of the same id in it are a mistake.
 */
public final class PolicyLoader {
    private static final String SHIPPED = "policies/default.yaml";

    private final PolicyReader reader = new PolicyReader(new CelCompiler());

    /**
     * Loads the shipped policies alone.
     *
     * @throws BrokenPolicies naming every mistake
     */
    public PolicySet shipped() {
        List<PolicyError> errors = new ArrayList<>();
        Map<String, Located> policies = readShipped(errors);
        return set(policies, errors);
    }

    /**
     * Loads the shipped policies and those of a directory.
     *
     * @throws BrokenPolicies naming every mistake
     */
    public PolicySet with(Path directory) {
        List<PolicyError> errors = new ArrayList<>();
        Map<String, Located> policies = readShipped(errors);
        policies.putAll(readDirectory(directory, errors));
        return set(policies, errors);
    }

    private static PolicySet set(Map<String, Located> policies, List<PolicyError> errors) {
        if (!errors.isEmpty()) {
            throw new BrokenPolicies(errors);
        }
        return new PolicySet(policies.values().stream().map(Located::policy).toList());
    }

    private Map<String, Located> readShipped(List<PolicyError> errors) {
        try (InputStream in = PolicyLoader.class.getClassLoader().getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException("the archive lacks " + SHIPPED);
            }
            return unique(reader.read(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8), errors), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Located> readDirectory(Path directory, List<PolicyError> errors) {
        List<Located> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(PolicyLoader::holdsPolicies).sorted().toList()) {
                found.addAll(readFile(file, errors));
            }
        } catch (IOException e) {
            errors.add(new PolicyError(
                    directory.toString(),
                    1,
                    1,
                    "directory cannot be read: " + e,
                    "set leeward.policies.dir to a readable directory of *.yaml files"));
        }
        return unique(found, errors);
    }

    private List<Located> readFile(Path file, List<PolicyError> errors) throws IOException {
        try {
            return reader.read(file.toString(), Files.readString(file), errors);
        } catch (CharacterCodingException e) {
            errors.add(new PolicyError(file.toString(), 1, 1, "not UTF-8 text", "save the file as UTF-8"));
            return List.of();
        }
    }

    /** Hidden files are left alone: mounted configuration keeps its own there. */
    private static boolean holdsPolicies(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
    }

    private static Map<String, Located> unique(List<Located> found, List<PolicyError> errors) {
        Map<String, Located> byId = new LinkedHashMap<>();
        for (Located policy : found) {
            String id = policy.policy().document().ref().id();
            Located first = byId.putIfAbsent(id, policy);
            if (first != null) {
                errors.add(new PolicyError(
                        policy.file(),
                        policy.line(),
                        1,
                        "policy '%s' is defined twice".formatted(id),
                        "it stands in %s:%d already; rename one".formatted(first.file(), first.line())));
            }
        }
        return byId;
    }
}
