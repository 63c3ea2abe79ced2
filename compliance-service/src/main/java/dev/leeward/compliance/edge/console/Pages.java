package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.messaging.rest.ProblemException;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders pages for whoever is signed in: whole, or the one fragment that the address asks for. */
@RequestScoped
class Pages {
    static final String HTML = "text/html;charset=UTF-8";

    private static final String THEME_COOKIE = "leeward-theme";
    private static final Set<String> THEMES = Set.of("light", "dark");
    private static final String PART = "part";

    private final Engine engine;
    private final ComplianceViews views;
    private final Viewer viewer;
    private final RoutingContext request;

    Pages(Engine engine, ComplianceViews views, Viewer viewer, RoutingContext request) {
        this.engine = engine;
        this.views = views;
        this.viewer = viewer;
        this.request = request;
    }

    /**
     * A page.
     *
     * @param template its name
     * @param view what it shows; asked for no more than the rendered part needs
     */
    Response page(Frame.Section section, String title, String template, Object view) {
        return page(200, here(), section, title, template, view);
    }

    /**
     * A page with another status, at another address than the one that was called: the answer to a form that was not taken.
     *
     * @param here the address that shows the page, and loads its parts anew
     */
    Response page(int status, String here, Frame.Section section, String title, String template, Object view) {
        Template asked = asked(template(template));
        Frame frame = frame(here, section, title);
        String html = asked.data("frame", frame).data("view", view).render();
        return Response.status(status).type(HTML).entity(html).build();
    }

    /** What was found; where nothing was, the page says so. */
    static <T> T found(Optional<T> found, String kind, String id) {
        return found.orElseThrow(() -> ProblemException.notFound(kind, id));
    }

    /** A page for somebody who is not signed in. */
    static String bare(Engine engine, RoutingContext request, String template, Map<String, ?> data) {
        TemplateInstance page = template(engine, template).data("theme", theme(request));
        data.forEach(page::data);
        return page.render();
    }

    private Template asked(Template page) {
        String part = request.request().getParam(PART);
        return part == null
                ? page
                : Stream.of(page, template("layout"))
                        .filter(template -> template.getFragmentIds().contains(part))
                        .<Template>map(template -> template.getFragment(part))
                        .findFirst()
                        .orElse(page);
    }

    private Frame frame(String here, Frame.Section section, String title) {
        return new Frame(
                title,
                section,
                here,
                theme(request),
                viewer.id(),
                viewer.roles(),
                viewer.tenant(),
                viewer.mayAnswer(),
                viewer.formProof(),
                views.openIncidents(viewer.scope()));
    }

    private String here() {
        String query = Arrays.stream(
                        Objects.requireNonNullElse(request.request().query(), "")
                                .split("&", -1))
                .filter(pair -> !pair.isEmpty() && !pair.startsWith(PART + "="))
                .collect(Collectors.joining("&"));
        return request.normalizedPath() + (query.isEmpty() ? "" : "?" + query);
    }

    private Template template(String name) {
        return template(engine, name);
    }

    private static Template template(Engine engine, String name) {
        Template template = engine.getTemplate("console/" + name + ".html");
        if (template == null) {
            throw new IllegalStateException("There is no template " + name);
        }
        return template;
    }

    private static String theme(RoutingContext request) {
        Cookie cookie = request.request().getCookie(THEME_COOKIE);
        return cookie != null && THEMES.contains(cookie.getValue()) ? cookie.getValue() : "auto";
    }
}
