package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.ManifestFilter;
import dev.leeward.compliance.app.query.ManifestEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.reference.ManifestDiff;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reference manifests: what counts as good, what counted before, and what changed. */
@Path("/reference-manifests")
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
public class ManifestPages {
    private static final String PATH = "/reference-manifests";

    private final ComplianceViews views;
    private final Viewer viewer;
    private final Pages pages;

    ManifestPages(ComplianceViews views, Viewer viewer, Pages pages) {
        this.views = views;
        this.viewer = viewer;
        this.pages = pages;
    }

    /** All manifests, each in its newest version. */
    @GET
    public Response manifests(@QueryParam("of") @Nullable String part, @QueryParam("cursor") @Nullable String cursor) {
        Scope scope = viewer.scope();
        String chosen = Choices.of(Choices.PARTS, part).orElse(null);
        return pages.page(
                Frame.Section.HOSTS,
                "Reference manifests",
                "manifests",
                new ManifestsView(
                        Listing.read(
                                PATH,
                                chosen == null ? Map.of() : Map.of("of", chosen),
                                cursor,
                                paging -> views.manifests(scope, new ManifestFilter(chosen), paging)),
                        Tab.of(PATH, "of", Choices.PARTS, chosen),
                        Tab.hosts(scope, PATH)));
    }

    /** One manifest in a version, the newest unless another is asked for, and how it differs from another. */
    @GET
    @Path("{id}")
    public Response manifest(
            @PathParam("id") String id,
            @QueryParam("version") @Nullable Integer version,
            @QueryParam("against") @Nullable String against) {
        Scope scope = viewer.scope();
        List<ManifestEntry.Whole> versions = views.manifestVersions(scope, id);
        ManifestEntry.Whole shown = Pages.found(
                versions.stream()
                        .filter(one -> version == null || one.manifest().version() == version)
                        .findFirst(),
                "reference manifest",
                version == null ? id : id + " version " + version);
        Optional<ManifestEntry.Whole> other = against == null || against.isBlank()
                ? before(versions, shown)
                : Optional.of(Pages.found(named(scope, against), "reference manifest", against));
        return pages.page(
                Frame.Section.HOSTS,
                "Reference manifest " + id,
                "manifest",
                new ManifestsView.Detail(
                        shown.manifest(),
                        shown.measurements(),
                        versions.stream().map(ManifestEntry.Whole::manifest).toList(),
                        others(scope, versions, shown.manifest(), other),
                        other.map(older -> new ManifestsView.Comparison(
                                        older.manifest(),
                                        ManifestDiff.between(older.measurements(), shown.measurements())))
                                .orElse(null)));
    }

    private static Optional<ManifestEntry.Whole> before(List<ManifestEntry.Whole> versions, ManifestEntry.Whole shown) {
        return versions.stream()
                .filter(one -> one.manifest().version() < shown.manifest().version())
                .findFirst();
    }

    /** The manifest in the version that {@code id@version} names, the newest where it names none. */
    private Optional<ManifestEntry.Whole> named(Scope scope, String name) {
        int at = name.lastIndexOf('@');
        String version = at < 0 ? "" : name.substring(at + 1);
        return views.manifestVersions(scope, at < 0 ? name : name.substring(0, at)).stream()
                .filter(one -> version.isEmpty()
                        || version.equals(Integer.toString(one.manifest().version())))
                .findFirst();
    }

    /** Its own other versions, then the newest of the other manifests of the part. */
    private List<ManifestsView.Choice> others(
            Scope scope,
            List<ManifestEntry.Whole> versions,
            ManifestEntry shown,
            Optional<ManifestEntry.Whole> chosen) {
        Stream<ManifestEntry> own = versions.stream().map(ManifestEntry.Whole::manifest);
        Stream<ManifestEntry> others =
                views.manifests(scope, new ManifestFilter(shown.part()), Paging.first(Paging.MAX)).items().stream()
                        .filter(other -> !other.id().equals(shown.id()));
        return Stream.concat(own, others)
                .filter(other -> !other.id().equals(shown.id()) || other.version() != shown.version())
                .map(other -> new ManifestsView.Choice(
                        other.id() + "@" + other.version(),
                        other.id() + " version " + other.version(),
                        chosen.filter(one -> one.manifest().id().equals(other.id())
                                        && one.manifest().version() == other.version())
                                .isPresent()))
                .toList();
    }
}
