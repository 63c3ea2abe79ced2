package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.replication.Rpo.Verdict;
import dev.leeward.dr.run.RunKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the world before a run touches it. Has no side effects. */
@ApplicationScoped
public class Prechecks {
    private final ReplicationPort replication;
    private final FencingPort fencing;
    private final SiteView sites;
    private final Clock clock;

    Prechecks(ReplicationPort replication, FencingPort fencing, SiteView sites, Clock clock) {
        this.replication = replication;
        this.fencing = fencing;
        this.sites = sites;
        this.clock = clock;
    }

    /**
     * What stands in the way, and what it would cost.
     *
     * @param blockers why the run cannot start; empty where it can
     * @param losses per group that is promoted, what would be lost
     */
    public record Findings(List<Refusal> blockers, Map<GroupId, Loss> losses) {
        public Findings {
            blockers = List.copyOf(blockers);
            losses = Map.copyOf(losses);
        }
    }

    /** What starting a group from its replica would lose. */
    public record Loss(RecoveryPoint point, Duration lag, Duration rpo, boolean accepted) {}

    /** Resolves the recovery points that somebody named to accept a loss; unknown names resolve to nothing. */
    public Map<GroupId, RecoveryPoint> accepted(List<Group> groups, Set<String> named) {
        var resolved = new HashMap<GroupId, RecoveryPoint>();
        if (!named.isEmpty()) {
            for (var group : groups) {
                replication.bookmarks(group.id()).stream()
                        .filter(point -> named.contains(point.id()))
                        .findFirst()
                        .ifPresent(point -> resolved.put(group.id(), point));
            }
        }
        return resolved;
    }

    /** Checks every group for a kind of run. FORCED_FAILOVER asks nothing of the source. */
    public Findings check(RunKind kind, List<Group> groups, Map<GroupId, RecoveryPoint> accepted) {
        var blockers = new ArrayList<Refusal>();
        var losses = new HashMap<GroupId, Loss>();
        groups.stream().map(group -> group.state().direction()).distinct().forEach(direction -> {
            if (kind.needsHosts()) {
                checkDestination(direction.to(), blockers);
            }
            if (kind == RunKind.PLANNED_MIGRATION || kind == RunKind.REPROTECT) {
                checkReachable(direction.from(), blockers);
                checkReachable(direction.to(), blockers);
            }
        });
        if (kind.promotes()) {
            groups.forEach(group -> checkLoss(group, Optional.ofNullable(accepted.get(group.id())), blockers, losses));
        }
        return new Findings(blockers, losses);
    }

    private void checkDestination(SiteId site, List<Refusal> blockers) {
        var summary = sites.sites(clock.instant()).stream()
                .filter(s -> s.site().equals(site))
                .findFirst();
        int hosts = summary.map(SiteView.SiteSummary::hosts).orElse(0);
        int trusted = summary.map(SiteView.SiteSummary::trusted).orElse(0);
        if (trusted == 0) {
            blockers.add(new Refusal(
                    "untrusted-destination",
                    site.value(),
                    "Site " + site + " has 0 trusted hosts of " + hosts + ".",
                    "Attest a host at " + site + ": only one with trusted, unexpired evidence may take workloads."));
        }
    }

    private void checkReachable(SiteId site, List<Refusal> blockers) {
        if (!fencing.reachable(site)) {
            blockers.add(new Refusal(
                    "site-unreachable",
                    site.value(),
                    "Site " + site + " does not answer.",
                    "Run a failover instead; with force where the site cannot be fenced."));
        }
    }

    private void checkLoss(
            Group group, Optional<RecoveryPoint> accepted, List<Refusal> blockers, Map<GroupId, Loss> losses) {
        var rpo = group.definition().rpo();
        switch (rpo.judge(replication.status(group.id()), accepted, clock.instant())) {
            case Verdict.Within(var point, var lag) ->
                losses.put(group.id(), new Loss(point, lag, rpo.allowed(), false));
            case Verdict.Accepted(var point, var lag) ->
                losses.put(group.id(), new Loss(point, lag, rpo.allowed(), true));
            case Verdict.Exceeded(var point, var lag) -> {
                losses.put(group.id(), new Loss(point, lag, rpo.allowed(), false));
                blockers.add(new Refusal(
                        "rpo-exceeded",
                        group.id().value(),
                        "Group " + group.id() + " would lose " + lag.toMillis() + " ms; its RPO allows "
                                + rpo.allowed().toMillis() + " ms. Its newest recovery point is " + point.id() + " of "
                                + point.takenAt() + ".",
                        "Wait for replication to catch up, or accept the loss: \"acceptDataLoss\": {\"recoveryPoint\": \""
                                + point.id() + "\"}."));
            }
            case Verdict.NothingToPromote _ ->
                blockers.add(new Refusal(
                        "no-recovery-point",
                        group.id().value(),
                        "Group " + group.id() + " has 0 recovery points.",
                        "Wait for its initial synchronisation."));
        }
    }
}
