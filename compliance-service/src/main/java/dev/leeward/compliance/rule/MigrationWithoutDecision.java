package dev.leeward.compliance.rule;

import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.incident.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees moves that passed no gate: a migration that no decision allowed, and a workload that is elsewhere by no migration. */
public final class MigrationWithoutDecision {
    private MigrationWithoutDecision() {}

    /** A migration moved its workload, as an event says. */
    public record Move(
            String migrationId, String workloadId, @Nullable String tenant, Cause cause) {}

    /** What derives the signal about a migration, for {@link Signal#derivedFrom()}. */
    public static String derivedFromMigration(String migrationId) {
        return "migration/" + migrationId;
    }

    /** What derives the signals about a workload, for {@link Signal#derivedFrom()}. */
    public static String derivedFromWorkload(String workloadId) {
        return "workload/" + workloadId;
    }

    /**
     * The signal about a migration that moved its workload, where no decision that allows it was ever named.
     *
     * @param moves the events that say that it moved, one or more
     */
    public static Signal ofMigration(List<Move> moves) {
        Move first = moves.stream()
                .min(Comparator.comparing(Move::cause, Cause.ORDER))
                .orElseThrow();
        return signal(
                first.tenant(),
                first.workloadId(),
                derivedFromMigration(first.migrationId()),
                first.cause(),
                "Workload %s was moved without a decision".formatted(first.workloadId()),
                ("Migration %s moved workload %s, but names no decision that allows it. Find out who started it, and"
                                + " close the way that they took.")
                        .formatted(first.migrationId(), first.workloadId()));
    }

    /** The signals about a workload whose host changed by no migration. */
    public static List<Signal> ofPlacements(List<Stay> stays) {
        List<Signal> signals = new ArrayList<>();
        String before = null;
        for (Stay stay : stays) {
            String host = stay.hostId();
            if (host == null) {
                continue;
            }
            if (before != null && !before.equals(host) && stay.migrationId() == null) {
                signals.add(signal(stay, before, host));
            }
            before = host;
        }
        return List.copyOf(signals);
    }

    private static Signal signal(Stay stay, String from, String to) {
        return signal(
                stay.tenant(),
                stay.workloadId(),
                derivedFromWorkload(stay.workloadId()),
                stay.arrival(),
                "Workload %s was moved without a decision".formatted(stay.workloadName()),
                ("Workload %s went from host %s to host %s by no migration that passed the gate. Find out who moved it,"
                                + " and close the way that they took.")
                        .formatted(stay.workloadName(), from, to));
    }

    private static Signal signal(
            @Nullable String tenant, String workload, String derivedFrom, Cause cause, String title, String detail) {
        Rule rule = Rule.MIGRATION_WITHOUT_DECISION;
        return new Signal(
                rule.id(), tenant, workload, Signal.Kind.FIRED, derivedFrom, cause, rule.severity(), title, detail);
    }
}
