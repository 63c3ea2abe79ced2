package dev.leeward.policy.edge.rest;

import dev.leeward.policy.simulation.Change;
import dev.leeward.policy.simulation.Simulation;
import dev.leeward.policy.simulation.Simulation.State;
import dev.leeward.policy.simulation.Tally;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A simulation as the API shows it. */
@Schema(name = "Simulation")
public record SimulationAnswer(
        UUID id,
        String scope,
        int version,

        @Schema(description = "Whose decisions; everybody's where absent") @Nullable String tenant,

        Instant since,
        String requestedBy,
        Instant requestedAt,

        @Schema(description = "RUNNING, SUCCEEDED or FAILED")
        String state,

        @Nullable Instant finishedAt,
        @Nullable String failure,

        @Schema(description = "Decisions to replay") long total,

        @Schema(description = "Decisions replayed") long done,

        @Schema(description = "Decisions that would have come out otherwise")
        long changed,

        @Schema(description = "How often which answer became which, by tenant")
        List<Count> counts,

        @Schema(description = "A few of each kind of change")
        List<Changed> examples) {
    /** How often one answer became another; no tenant means the provider's own. */
    @Schema(name = "SimulationCount")
    public record Count(@Nullable String tenant, String from, String to, long decisions) {
        static Count of(Tally.Count count) {
            String tenant = count.transition().tenant();
            return new Count(
                    tenant.isEmpty() ? null : tenant,
                    count.transition().from().name(),
                    count.transition().to().name(),
                    count.decisions());
        }
    }

    /** A decision that would have come out otherwise. */
    @Schema(name = "SimulationChange")
    public record Changed(
            UUID decisionId,
            @Nullable String tenant,
            String workload,
            String from,
            String to,
            String reasonBefore,
            String reasonAfter) {
        static Changed of(Change change) {
            return new Changed(
                    change.decision(),
                    change.tenant(),
                    change.workload(),
                    change.before().name(),
                    change.after().name(),
                    change.reasonBefore(),
                    change.reasonAfter());
        }
    }

    static SimulationAnswer of(Simulation simulation, List<Change> examples) {
        return switch (simulation.state()) {
            case State.Running() -> of(simulation, "RUNNING", null, null, examples);
            case State.Succeeded(var at) -> of(simulation, "SUCCEEDED", at, null, examples);
            case State.Failed(var at, var reason) -> of(simulation, "FAILED", at, reason, examples);
        };
    }

    private static SimulationAnswer of(
            Simulation simulation,
            String state,
            @Nullable Instant finishedAt,
            @Nullable String failure,
            List<Change> examples) {
        return new SimulationAnswer(
                simulation.id(),
                simulation.scope().toString(),
                simulation.version(),
                simulation.tenant() == null ? null : simulation.tenant().value(),
                simulation.since(),
                simulation.requestedBy(),
                simulation.requestedAt(),
                state,
                finishedAt,
                failure,
                simulation.total(),
                simulation.done(),
                simulation.tally().changed(),
                simulation.tally().counts().stream().map(Count::of).toList(),
                examples.stream().map(Changed::of).toList());
    }
}
