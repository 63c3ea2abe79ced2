package dev.leeward.policy.edge.rest;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.policy.PolicyDocument;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A policy as the API shows it. */
@Schema(name = "Policy")
public record PolicyAnswer(
        String id,
        int version,
        String effect,
        String mode,
        Scope scope,
        String when,
        String message,
        List<String> controls,
        List<String> obligations) {
    /** Whom it speaks of. */
    @Schema(name = "PolicyScope")
    public record Scope(List<String> tenants, List<String> actions) {}

    /** The policies in force and the digest that names exactly this set. */
    @Schema(name = "PolicySet")
    public record All(String digest, List<PolicyAnswer> items) {}

    static PolicyAnswer of(PolicyDocument document) {
        return new PolicyAnswer(
                document.ref().id(),
                document.ref().version(),
                document.kind().name().toLowerCase(Locale.ROOT),
                document.mode().name().toLowerCase(Locale.ROOT),
                new Scope(
                        document.scope().tenants().stream().sorted().toList(),
                        document.scope().actions().stream().map(Action::code).toList()),
                document.when(),
                document.message(),
                document.controls(),
                document.obligations());
    }
}
