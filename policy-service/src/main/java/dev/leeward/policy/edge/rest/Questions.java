package dev.leeward.policy.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns what was sent into what is asked, and refuses what makes no sense. */
@ApplicationScoped
class Questions {
    private static final String DEFAULT_ENFORCEMENT_POINT = "api";

    private final Caller caller;
    private final ObjectMapper json;

    Questions(Caller caller, ObjectMapper json) {
        this.caller = caller;
        this.json = json;
    }

    PlacementRequest request(DecisionQuestion question) {
        Action action = Action.of(question.action())
                .orElseThrow(() -> ProblemException.refused(
                        422,
                        "unknown-action",
                        "There is no action '%s'.".formatted(question.action()),
                        "action",
                        "Known actions are %s.".formatted(Action.known())));
        DecisionQuestion.Emergency breakGlass = question.breakGlass();
        String enforcementPoint = question.enforcementPoint();
        try {
            return new PlacementRequest(
                    question.requestId(),
                    action,
                    principal(question),
                    new WorkloadId(question.workload()),
                    question.source() == null ? null : new HostId(question.source()),
                    destinations(question),
                    question.approvals() == null ? List.of() : question.approvals(),
                    breakGlass == null ? null : new BreakGlass(breakGlass.reason(), breakGlass.ticket()),
                    enforcementPoint == null ? DEFAULT_ENFORCEMENT_POINT : enforcementPoint,
                    null);
        } catch (IllegalArgumentException e) {
            throw ProblemException.refused(
                    422, "invalid-request", String.valueOf(e.getMessage()), null, "Correct the value that is named.");
        }
    }

    /** Who calls, as the token says. */
    Principal caller() {
        return new Principal(
                caller.id(), caller.roles(), caller.tenant().map(TenantId::new).orElse(null));
    }

    private Principal principal(DecisionQuestion question) {
        DecisionQuestion.Asker stated = question.principal();
        if (stated == null) {
            return caller();
        }
        if (!caller.has(Roles.ENFORCEMENT_POINT) && !caller.has(Roles.ADMIN)) {
            throw ProblemException.refused(
                    403,
                    "principal-not-yours",
                    "Role enforcement-point or admin is needed to ask on behalf of %s.".formatted(stated.id()),
                    "principal",
                    "Leave the principal out: it is then taken from your token.");
        }
        Optional<String> bound = caller.tenant();
        if (bound.isPresent() && !bound.get().equals(stated.tenant())) {
            throw ProblemException.refused(
                    403,
                    "principal-of-another-tenant",
                    "A token of tenant %s may ask on behalf of that tenant's people only.".formatted(bound.get()),
                    "principal.tenant",
                    "State the tenant of your token.");
        }
        return new Principal(
                stated.id(),
                Set.copyOf(stated.roles()),
                stated.tenant() == null ? null : new TenantId(stated.tenant()));
    }

    private static List<HostId> destinations(DecisionQuestion question) {
        List<String> named = new ArrayList<>();
        if (question.destination() != null) {
            named.add(question.destination());
        }
        if (question.candidates() != null) {
            named.addAll(question.candidates());
        }
        boolean both = question.destination() != null
                && question.candidates() != null
                && !question.candidates().isEmpty();
        if (named.isEmpty() || both) {
            throw ProblemException.refused(
                    422,
                    "destination-missing",
                    both
                            ? "Both destination and candidates are named."
                            : "Neither destination nor candidates are named.",
                    "destination",
                    "Name the destination host, or as candidates every host that may be chosen.");
        }
        return named.stream().map(HostId::new).toList();
    }

    /** SHA-256 of a question's fields, lower-case hexadecimal: the layout of the JSON does not count. */
    String digest(DecisionQuestion question) {
        try {
            byte[] fields = json.writeValueAsBytes(question);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(fields));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("what was read as JSON can be written, and every Java has SHA-256", e);
        }
    }
}
