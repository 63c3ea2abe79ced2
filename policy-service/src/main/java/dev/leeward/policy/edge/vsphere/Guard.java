package dev.leeward.policy.edge.vsphere;

import dev.leeward.messaging.EventContext;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.DecisionPoint.Asked;
import dev.leeward.policy.app.DecisionPoint.Question;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.app.Sighting;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.edge.vsphere.GatewaySettings.Person;
import dev.leeward.policy.edge.vsphere.GatewaySettings.UnknownWorkload;
import dev.leeward.policy.edge.vsphere.Intent.Subject;
import dev.leeward.policy.edge.vsphere.Inventory.Placing;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.policy.Effect;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks whether a call may pass: only ALLOW for all that it would place lets it. Waits for answers: not for an event loop. */
final class Guard {

    static final String ENFORCEMENT_POINT = "vsphere-gateway";

    private static final Logger LOG = Logger.getLogger(Guard.class);

    private final DecisionDesk desk;
    private final EventContext context;
    private final Inventory inventory;
    private final @Nullable Account account;
    private final GatewaySettings settings;

    Guard(
            DecisionDesk desk,
            EventContext context,
            Inventory inventory,
            @Nullable Account account,
            GatewaySettings settings) {
        this.desk = desk;
        this.context = context;
        this.inventory = inventory;
        this.account = account;
        this.settings = settings;
    }

    /** Who a session belongs to, as the vCenter says. */
    @FunctionalInterface
    interface User {
        String name() throws LookUpFailed;
    }

    /** The refusal of a call; empty where it may pass. */
    Optional<Refusal> refusal(Intent intent, ClientSession client, User user, byte[] message) {
        try {
            Principal principal = principal(user.name());
            for (Subject subject : intent.subjects()) {
                for (Placing placing : placings(client, intent, subject)) {
                    Optional<Refusal> refused = refusal(intent, principal, placing, message);
                    if (refused.isPresent()) {
                        return refused;
                    }
                }
            }
            return Optional.empty();
        } catch (LookUpFailed e) {
            return Optional.of(undecided(intent, e.reason()));
        } catch (Unacceptable e) {
            return Optional.of(Refusal.unacceptable(e.reason()));
        }
    }

    private Optional<Refusal> refusal(Intent intent, Principal principal, Placing placing, byte[] message) {
        if (placing.destinations().isEmpty()) {
            LOG.infof(
                    "gateway.stays method=%s workload=%s user=%s",
                    intent.method(), placing.workload().id(), principal.id());
            return Optional.empty();
        }
        return ask(intent, principal, placing, message);
    }

    /** The refusal of a call about which nobody could decide. */
    static Refusal undecided(Intent intent, String reason) {
        return new Refusal(
                Refusal.Kind.NOT_PERMITTED,
                "dev.leeward.gateway.undecided",
                "Leeward could not decide %s, so it is refused: %s.".formatted(intent.method(), reason),
                object(intent),
                intent.privilege());
    }

    private static @Nullable Reference object(Intent intent) {
        return switch (intent.subjects().getFirst()) {
            case Subject.Machine(Reference vm) -> vm;
            case Subject.MachineOf(Reference snapshot) -> snapshot;
            case Subject.AllIn(Reference container) -> container;
            case Subject.Newcomer _ -> null;
        };
    }

    private List<Placing> placings(ClientSession client, Intent intent, Subject subject)
            throws LookUpFailed, Unacceptable {
        if (account != null) {
            return account.during(session -> inventory.placings(session, intent, subject));
        }
        if (client.cookie().isEmpty()) {
            throw new LookUpFailed(
                    "this interface needs an account for look-ups (leeward.vsphere-gateway.user, password-file)");
        }
        return inventory.placings(client, intent, subject);
    }

    private Optional<Refusal> ask(Intent intent, Principal principal, Placing placing, byte[] message) {
        String id = UUID.randomUUID().toString();
        PlacementRequest request = new PlacementRequest(
                id,
                intent.action(),
                principal,
                placing.workload().id(),
                placing.workload().host(),
                placing.destinations(),
                List.of(),
                null,
                ENFORCEMENT_POINT,
                null);
        boolean sufficient = settings.unknownWorkload() == UnknownWorkload.TRUST_ONLY;
        Sighting sighting = new Sighting(placing.workload(), sufficient);
        Question question = new Question(request, ENFORCEMENT_POINT, digest(message), sighting);
        Asked asked = context.during(new EventContext.Cause(principal.id(), id, null), () -> desk.ask(question))
                .toCompletableFuture()
                .join();
        return switch (asked) {
            case Asked.RequestIdReused(String twice) ->
                throw new IllegalStateException("an id was given twice: " + twice);
            case Asked.Answered(RecordedDecision made)
            when made.decision().effect() != Effect.ALLOW -> Optional.of(blocked(intent, placing, made));
            case Asked.Answered(RecordedDecision made) -> obliged(intent, placing, made);
        };
    }

    /** What is allowed on a condition that a gateway cannot see to does not pass. */
    private static Optional<Refusal> obliged(Intent intent, Placing placing, RecordedDecision made) {
        List<String> unmet = made.decision().conditions();
        return unmet.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Kind.NOT_PERMITTED,
                        "dev.leeward.policy.obligation",
                        "Leeward lets you %s %s only with %s, which this gateway cannot see to: do it through Leeward's migrations (decision %s)"
                                .formatted(
                                        intent.action().code(),
                                        placing.workload().name(),
                                        String.join(", ", unmet),
                                        made.id()),
                        placing.object(),
                        intent.privilege()));
    }

    private static Refusal blocked(Intent intent, Placing placing, RecordedDecision made) {
        String approvals = made.approvals().isEmpty()
                ? ""
                : "; asked for approval %s: once it is given, try again"
                        .formatted(made.approvals().stream()
                                .map(ApprovalRequest::id)
                                .map(UUID::toString)
                                .collect(Collectors.joining(", ")));
        return new Refusal(
                Refusal.Kind.NOT_PERMITTED,
                "dev.leeward.policy."
                        + made.decision().determining().getFirst().policy().id(),
                "Leeward refuses to %s %s: %s (decision %s%s)"
                        .formatted(
                                intent.action().code(),
                                placing.workload().name(),
                                made.decision().reason(),
                                made.id(),
                                approvals),
                placing.object(),
                intent.privilege());
    }

    private Principal principal(String user) throws LookUpFailed {
        try {
            for (Person person : settings.people()) {
                if (person.user().equalsIgnoreCase(user)) {
                    return new Principal(
                            user,
                            person.roles().orElse(Set.of()),
                            person.tenant().map(TenantId::new).orElse(null));
                }
            }
            return new Principal(user, settings.roles(), null);
        } catch (IllegalArgumentException e) {
            throw new LookUpFailed("the vCenter's user cannot be named (" + e.getMessage() + ")");
        }
    }

    private static String digest(byte[] message) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
