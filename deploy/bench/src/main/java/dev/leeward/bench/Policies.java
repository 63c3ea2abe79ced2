package dev.leeward.bench;

import dev.leeward.local.UserError;
import dev.leeward.policy.app.PolicyCompiler.Compiled;
import dev.leeward.policy.app.PolicyCompiler.Written;
import dev.leeward.policy.edge.cel.DocumentCompiler;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.PolicySet;
import dev.leeward.policy.policy.Terms;
import dev.leeward.policy.review.SetScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The 24 policies that decisions are measured with. */
final class Policies {
    private Policies() {}

    /** As the document that policy-service takes. */
    static String document() {
        return resource("policies.yaml");
    }

    /** The same rules for Open Policy Agent. */
    static String rego() {
        return resource("policies.rego");
    }

    static Evaluator evaluator() {
        return switch (new DocumentCompiler().compile(SetScope.provider(), document())) {
            case Compiled.Read read ->
                new Evaluator(
                        new PolicySet(
                                read.policies().stream().map(Written::policy).toList()),
                        new Terms(Duration.ofMinutes(1), Duration.ofSeconds(10)));
            case Compiled.Broken broken -> throw new UserError("policies.yaml is not valid: " + broken.errors());
        };
    }

    private static String resource(String name) {
        try (InputStream in = Policies.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the archive lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
