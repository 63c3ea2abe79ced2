package dev.leeward.policy.edge.rest;

import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.SetVersion;
import dev.leeward.policy.review.SetVersion.Act;
import dev.leeward.policy.review.SetVersion.Approved;
import dev.leeward.policy.review.SetVersion.Content;
import dev.leeward.policy.review.SetVersion.Draft;
import dev.leeward.policy.review.SetVersion.Published;
import dev.leeward.policy.review.SetVersion.Rejected;
import dev.leeward.policy.review.SetVersion.Superseded;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A version of a policy set as the API shows it. */
@Schema(name = "PolicySetVersion")
public record SetVersionAnswer(
        String scope,
        int version,

        @Schema(description = "DRAFT, APPROVED, PUBLISHED, SUPERSEDED or REJECTED")
        String state,

        @Schema(description = "SHA-256 of the document") String digest,

        @Schema(description = "The version that was in force when it was drafted") @Nullable Integer basedOn,

        @Schema(description = "The earlier version that it says again") @Nullable Integer rollbackOf,

        String note,
        @Nullable Signature signature,
        Deed drafted,
        @Nullable Deed approved,
        @Nullable Deed published,
        @Nullable Instant supersededAt,
        @Nullable Deed rejected,
        @Nullable String reason) {
    /** Who did something, and when. */
    @Schema(name = "PolicySetDeed")
    public record Deed(String by, Instant at) {
        static Deed of(Act act) {
            return new Deed(act.by(), act.at());
        }
    }

    /** Who signed the document. */
    @Schema(name = "PolicySetSignature")
    public record Signature(String keyId, Instant signedAt, String jws) {
        static @Nullable Signature of(@Nullable DocumentSignature signature) {
            return signature == null ? null : new Signature(signature.keyId(), signature.signedAt(), signature.jws());
        }
    }

    static SetVersionAnswer of(SetVersion version) {
        Content content = version.content();
        return switch (version) {
            case Draft _ -> of(content, "DRAFT", null, null, null, null, null);
            case Approved(var _, var approved) -> of(content, "APPROVED", approved, null, null, null, null);
            case Published(var _, var approved, var published) ->
                of(content, "PUBLISHED", approved, published, null, null, null);
            case Superseded(var _, var approved, var published, var at) ->
                of(content, "SUPERSEDED", approved, published, at, null, null);
            case Rejected(var _, var rejected, var reason) ->
                of(content, "REJECTED", null, null, null, rejected, reason);
        };
    }

    private static SetVersionAnswer of(
            Content content,
            String state,
            @Nullable Act approved,
            @Nullable Act published,
            @Nullable Instant supersededAt,
            @Nullable Act rejected,
            @Nullable String reason) {
        return new SetVersionAnswer(
                content.scope().toString(),
                content.number(),
                state,
                content.digest(),
                content.basedOn(),
                content.rollbackOf(),
                content.note(),
                Signature.of(content.signature()),
                Deed.of(content.drafted()),
                approved == null ? null : Deed.of(approved),
                published == null ? null : Deed.of(published),
                supersededAt,
                rejected == null ? null : Deed.of(rejected),
                reason);
    }
}
