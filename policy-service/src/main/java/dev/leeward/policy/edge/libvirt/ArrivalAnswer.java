package dev.leeward.policy.edge.libvirt;

import dev.leeward.policy.app.Arrivals.Admission;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Whether a machine may come in. */
@Schema(description = "Anything but admitted refuses.")
public record ArrivalAnswer(
        boolean admitted,

        @Schema(description = "One line, for the person who sent the machine")
        String message,

        String workload,

        @Schema(description = "What was decided now") UUID decisionId,

        @Schema(description = "The earlier decision that it goes back to") @Nullable UUID permission) {

    static ArrivalAnswer of(Admission admission) {
        return new ArrivalAnswer(
                admission.admitted(),
                admission.message().replaceAll("\\p{Cntrl}", " "),
                admission.decision().request().workload().value(),
                admission.decision().id(),
                admission.permission());
    }
}
