package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.DecisionFilter;
import dev.leeward.compliance.app.query.ComplianceViews.IncidentFilter;
import dev.leeward.compliance.app.query.DecisionEntry;
import dev.leeward.compliance.app.query.IncidentEntry;
import dev.leeward.compliance.app.query.MigrationEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PlanRunEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.SiteBoard;
import dev.leeward.compliance.assessment.Rating;
import dev.leeward.compliance.assessment.RatingPoint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What the first page shows; each part is read when it is rendered. */
public final class OverviewView {
    private static final Paging FEW = Paging.first(5);
    private static final int TREND_POINTS = 120;

    private final ComplianceViews views;
    private final Scope scope;
    private final Instant now;

    OverviewView(ComplianceViews views, Scope scope, Instant now) {
        this.views = views;
        this.scope = scope;
        this.now = now;
    }

    public List<SiteBoard> board() {
        return views.board(scope);
    }

    public Rating rating() {
        return views.rating(scope);
    }

    public List<RatingPoint> trend() {
        return views.ratingTrend(scope, now.minus(1, ChronoUnit.DAYS), TREND_POINTS);
    }

    public List<IncidentEntry> incidents() {
        return views.incidents(scope, IncidentFilter.OPEN, FEW).items();
    }

    public List<DecisionEntry> blocks() {
        return views.decisions(scope, new DecisionFilter(null, "DENY"), FEW).items();
    }

    public List<MigrationEntry> migrations() {
        return views.migrations(scope, ComplianceViews.MigrationFilter.ALL, FEW).items();
    }

    public List<PlanRunEntry> planRuns() {
        return views.planRuns(scope, FEW).items();
    }
}
