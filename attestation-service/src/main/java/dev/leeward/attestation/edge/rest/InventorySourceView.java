package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.InventorySources;
import dev.leeward.attestation.app.SourceFailure;
import dev.leeward.attestation.app.SourceStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An inventory source and how it did when it was asked last.
 *
 * @param id identifier; hosts carry it as their source
 * @param kind file or vcenter
 * @param address where it is
 * @param answers whether the last attempt succeeded
 * @param lastSuccess when it last answered; null where it never did
 * @param lastFailure when it last failed; null where it never did
 * @param lastError why it last failed; null where it never did
 * @param hosts hosts in its last answer
 * @param problems what in its last answer could not be used
 */
public record InventorySourceView(
        String id,
        String kind,
        String address,
        boolean answers,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Nullable Trouble lastError,
        int hosts,
        List<Trouble> problems) {

    /**
     * Something that is wrong.
     *
     * @param code machine-readable
     * @param detail in words
     * @param remedy what can be done about it
     */
    public record Trouble(String code, String detail, String remedy) {

        static Trouble of(SourceFailure failure) {
            return new Trouble(failure.code(), failure.reason(), failure.remedy());
        }
    }

    static InventorySourceView of(InventorySources.Source source) {
        SourceStatus status = source.status();
        return new InventorySourceView(
                source.configured().id().value(),
                source.configured().kind(),
                source.configured().address(),
                status.answers(),
                status.succeededAt(),
                status.failedAt(),
                status.failure() == null ? null : Trouble.of(status.failure()),
                status.hosts(),
                status.problems().stream().map(Trouble::of).toList());
    }
}
