package dev.leeward.dr.app;

import dev.leeward.dr.group.Decision;
import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupDefinition;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.ProtectionGroup.Configuring;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.replication.ReplicationStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people do with protection groups. */
@ApplicationScoped
public class ProtectionGroups {
    private final GroupStore groups;
    private final PlanStore plans;
    private final PlacementView placements;
    private final SiteView sites;
    private final ReplicationPort replication;
    private final Journal journal;
    private final Clock clock;

    ProtectionGroups(
            GroupStore groups,
            PlanStore plans,
            PlacementView placements,
            SiteView sites,
            ReplicationPort replication,
            Journal journal,
            Clock clock) {
        this.groups = groups;
        this.plans = plans;
        this.placements = placements;
        this.sites = sites;
        this.replication = replication;
        this.journal = journal;
        this.clock = clock;
    }

    /** Begins to protect workloads; replication is set up in the background. */
    @Transactional
    public Answer<StoredGroup> create(GroupDefinition definition, Direction direction) {
        var refusals = new ArrayList<Refusal>();
        checkSites(direction, refusals);
        checkWorkloads(definition, refusals);
        if (!refusals.isEmpty()) {
            return new Answer.Declined<>(refusals);
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var group = new StoredGroup(new Group(definition, new Configuring(direction), 1, false), now);
        if (!groups.insert(group)) {
            return Answer.declined(new Refusal(
                    "id-taken",
                    definition.id().value(),
                    "There is a protection group '" + definition.id() + "' already.",
                    "Choose another id, or leave it out."));
        }
        journal.record(
                group, new GroupFact.StateChanged("", group.group().state().phase(), Optional.empty()));
        return Answer.done(group);
    }

    private void checkSites(Direction direction, List<Refusal> refusals) {
        var known = sites.sites(clock.instant()).stream()
                .map(SiteView.SiteSummary::site)
                .toList();
        for (var site : List.of(direction.from(), direction.to())) {
            if (!known.contains(site)) {
                refusals.add(new Refusal(
                        "unknown-site",
                        site.value(),
                        "There is no site '" + site + "' in the host inventory.",
                        "Use one of " + known + "."));
            }
        }
    }

    private void checkWorkloads(GroupDefinition definition, List<Refusal> refusals) {
        var known = placements.find(definition.workloads());
        var holders = groups.holders(definition.workloads());
        for (var workload : definition.workloads()) {
            var placement = known.get(workload);
            if (placement == null
                    || !placement.tenant().filter(definition.tenant()::equals).isPresent()) {
                refusals.add(new Refusal(
                        "unknown-workload",
                        workload.value(),
                        "Tenant " + definition.tenant() + " has no workload '" + workload + "'.",
                        "Use a workload that migration-service knows; a new one is known here within seconds."));
            } else if (holders.containsKey(workload)) {
                refusals.add(new Refusal(
                        "workload-protected",
                        workload.value(),
                        "Workload '" + workload + "' is in protection group '" + holders.get(workload) + "' already.",
                        "A workload replicates with one group: take it out of the other one first."));
            }
        }
    }

    @Transactional
    public Answer<StoredGroup> find(TenantId tenant, GroupId id) {
        return groups.find(tenant, id)
                .map(Answer::done)
                .orElseGet(() -> Answer.unknown("protection group", id.value()));
    }

    @Transactional
    public List<StoredGroup> list(TenantId tenant, int limit, @Nullable String after) {
        return groups.list(tenant, limit, after);
    }

    /** What replication says about a group now. */
    public ReplicationStatus status(GroupId id) {
        return replication.status(id);
    }

    /** The recovery points that a group could be started from, newest first. */
    public List<RecoveryPoint> recoveryPoints(GroupId id) {
        return replication.bookmarks(id);
    }

    @Transactional
    public Answer<StoredGroup> pause(TenantId tenant, GroupId id) {
        return change(tenant, id, group -> group.state().pause(id), () -> replication.suspend(id));
    }

    @Transactional
    public Answer<StoredGroup> resume(TenantId tenant, GroupId id) {
        return change(tenant, id, group -> group.state().resume(id), () -> replication.resume(id));
    }

    /** Ends protection; both copies of the data stay where they are. */
    @Transactional
    public Answer<StoredGroup> delete(TenantId tenant, GroupId id) {
        if (groups.find(tenant, id).isPresent()) {
            var naming = plans.naming(id);
            if (!naming.isEmpty()) {
                return Answer.declined(new Refusal(
                        "group-in-use",
                        id.value(),
                        "Recovery plans name group " + id + ": " + naming + ".",
                        "Take it out of these plans first."));
            }
        }
        return change(tenant, id, group -> group.state().delete(id), () -> {
            replication.unprotect(id);
            groups.delete(id);
        });
    }

    private Answer<StoredGroup> change(TenantId tenant, GroupId id, Function<Group, Decision> decide, Runnable effect) {
        var locked = groups.lockAll(tenant, List.of(id));
        if (locked.isEmpty()) {
            return Answer.unknown("protection group", id.value());
        }
        var stored = locked.getFirst();
        return switch (decide.apply(stored.group())) {
            case Decision.Refused(var refusal) -> Answer.declined(refusal);
            case Decision.Granted(var event) -> {
                var next = event.map(e -> journal.apply(stored, e, Optional.empty()))
                        .orElse(stored);
                effect.run();
                yield Answer.done(next);
            }
        };
    }
}
