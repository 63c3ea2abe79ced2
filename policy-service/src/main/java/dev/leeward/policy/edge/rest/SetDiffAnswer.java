package dev.leeward.policy.edge.rest;

import dev.leeward.policy.review.SetDiff;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How a version differs from another. */
@Schema(name = "PolicySetDiff")
public record SetDiffAnswer(
        String scope, int version, String against, List<String> added, List<String> removed, List<Changed> changed) {
    /** A policy that both have, and that says something else. */
    @Schema(name = "PolicyChange")
    public record Changed(String policy, List<Field> fields) {}

    /** A field: {@code from} in what it is compared with, {@code to} in the version. */
    @Schema(name = "PolicyFieldChange")
    public record Field(String field, String from, String to) {}

    static SetDiffAnswer of(String scope, int version, String against, SetDiff diff) {
        return new SetDiffAnswer(
                scope,
                version,
                against,
                diff.added(),
                diff.removed(),
                diff.changed().stream()
                        .map(changed -> new Changed(
                                changed.policy(),
                                changed.fields().stream()
                                        .map(field -> new Field(field.name(), field.from(), field.to()))
                                        .toList()))
                        .toList());
    }
}
