package dev.leeward.policy.app;

import dev.leeward.policy.policy.Policy;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.review.SetScope;
import java.util.List;

/** Reads policy documents: what compiles can be evaluated. */
public interface PolicyCompiler {
    /** What came of a document. */
    sealed interface Compiled {
        /** Its policies and their tests. */
        record Read(List<Written> policies, List<PolicyTest> tests) implements Compiled {
            /** Copies the lists. */
            public Read {
                policies = List.copyOf(policies);
                tests = List.copyOf(tests);
            }

            /** The policies, to be evaluated. */
            public List<Policy> evaluable() {
                return policies.stream().map(Written::policy).toList();
            }

            /** The policies as they were written. */
            public List<PolicyDocument> documents() {
                return policies.stream().map(w -> w.policy().document()).toList();
            }
        }

        /** Every mistake in it. */
        record Broken(List<PolicyError> errors) implements Compiled {
            /** Copies the list. */
            public Broken {
                errors = List.copyOf(errors);
            }
        }
    }

    /** A policy and the line that it begins in, from 1. */
    record Written(Policy policy, int line) {}

    /** Reads a document of a scope; policies of a tenant's get {@code <tenant>:} before their ids. */
    Compiled compile(SetScope scope, String document);

    /** The document that comes with the product: the provider's first version. */
    String shipped();
}
