package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.Names;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanCheck;
import dev.leeward.dr.plan.PlanDraft;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.plan.PlanProblem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people do with recovery plans. */
@ApplicationScoped
public class RecoveryPlans {
    private final PlanStore plans;
    private final GroupStore groups;
    private final RunStore runs;
    private final Clock clock;

    RecoveryPlans(PlanStore plans, GroupStore groups, RunStore runs, Clock clock) {
        this.plans = plans;
        this.groups = groups;
        this.runs = runs;
        this.clock = clock;
    }

    /** The outcome of writing a plan. */
    public sealed interface Written {
        record Kept(StoredPlan plan) implements Written {}

        /** The document cannot be carried out. */
        record Wrong(List<PlanProblem> problems) implements Written {}

        record Declined(Refusal refusal) implements Written {}

        record Unknown() implements Written {}
    }

    /** Keeps a new plan as version 1. */
    @Transactional
    public Written create(PlanId id, TenantId tenant, PlanDraft draft) {
        return switch (PlanCheck.of(draft, named(tenant, draft))) {
            case PlanCheck.Result.Invalid(var problems) -> new Written.Wrong(problems);
            case PlanCheck.Result.Valid(var document) -> {
                var plan =
                        new StoredPlan(id, tenant, 1, document, clock.instant().truncatedTo(ChronoUnit.MILLIS));
                yield plans.insert(plan)
                        ? new Written.Kept(plan)
                        : new Written.Declined(new Refusal(
                                "id-taken",
                                id.value(),
                                "There is a recovery plan '" + id + "' already.",
                                "Choose another id, or change the plan with PUT."));
            }
        };
    }

    /** Keeps the next version, if {@code expected} is still the newest one. Runs go on with the version they pin. */
    @Transactional
    public Written replace(PlanId id, TenantId tenant, int expected, PlanDraft draft) {
        var found = plans.find(tenant, id);
        if (found.isEmpty()) {
            return new Written.Unknown();
        }
        var current = found.get();
        if (current.version() != expected) {
            return new Written.Declined(stale(current, expected));
        }
        return switch (PlanCheck.of(draft, named(tenant, draft))) {
            case PlanCheck.Result.Invalid(var problems) -> new Written.Wrong(problems);
            case PlanCheck.Result.Valid(var document) -> {
                var next = new StoredPlan(
                        id, tenant, expected + 1, document, clock.instant().truncatedTo(ChronoUnit.MILLIS));
                yield plans.replace(next) ? new Written.Kept(next) : new Written.Declined(stale(current, expected));
            }
        };
    }

    @Transactional
    public Answer<StoredPlan> find(TenantId tenant, PlanId id) {
        return plans.find(tenant, id).map(Answer::done).orElseGet(() -> Answer.unknown("recovery plan", id.value()));
    }

    @Transactional
    public List<StoredPlan> list(TenantId tenant, int limit, @Nullable String after) {
        return plans.list(tenant, limit, after);
    }

    /** Deletes a plan that no run uses; the runs of the past keep the version that they pinned. */
    @Transactional
    public Answer<StoredPlan> delete(TenantId tenant, PlanId id) {
        var found = plans.find(tenant, id);
        if (found.isEmpty()) {
            return Answer.unknown("recovery plan", id.value());
        }
        var active = runs.activeRunOf(id);
        if (active.isPresent()) {
            return Answer.declined(new Refusal(
                    "plan-in-use",
                    id.value(),
                    "Run " + active.get() + " of the plan is under way.",
                    "Wait for its end, or cancel, commit or roll it back."));
        }
        plans.delete(id);
        return Answer.done(found.get());
    }

    /** Those of the tenant's groups that a draft names. */
    private Map<GroupId, Group> named(TenantId tenant, PlanDraft draft) {
        var found = new LinkedHashMap<GroupId, Group>();
        draft.groups().stream()
                .filter(Names::valid)
                .map(GroupId::new)
                .forEach(id -> groups.find(tenant, id).ifPresent(stored -> found.put(id, stored.group())));
        return found;
    }

    private static Refusal stale(StoredPlan current, int expected) {
        return new Refusal(
                "stale-version",
                current.id().value(),
                "Plan " + current.id() + " is at version " + current.version() + ", not " + expected + ".",
                "Read it again, put your change into that version, and send its ETag as If-Match.");
    }
}
