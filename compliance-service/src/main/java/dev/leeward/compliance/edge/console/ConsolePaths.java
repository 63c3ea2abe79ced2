package dev.leeward.compliance.edge.console;

import java.util.Set;

/** Which addresses belong to the console. Everything else is the API, whose callers send their token themselves. */
final class ConsolePaths {
    static final String LOGIN = "/login";
    static final String LOGOUT = "/logout";

    private static final Set<String> FIRST_SEGMENTS = Set.of(
            "",
            "hosts",
            "reference-manifests",
            "enrolments",
            "compliance",
            "decisions",
            "approvals",
            "policies",
            "simulations",
            "coverage",
            "incidents",
            "migrations",
            "plan-runs",
            "events",
            "live",
            "login",
            "logout");

    private ConsolePaths() {}

    static boolean isPage(String path) {
        int end = path.indexOf('/', 1);
        return path.startsWith("/") && FIRST_SEGMENTS.contains(path.substring(1, end < 0 ? path.length() : end));
    }

    /** What programs call, whatever they say that they accept. */
    static boolean isApi(String path) {
        return path.startsWith("/v1/")
                || path.startsWith("/q/")
                || path.startsWith("/schemas/")
                || path.startsWith("/subjects");
    }

    /** Scripts, styles and fonts, whose names change with their contents. */
    static boolean isBundle(String path) {
        return path.startsWith("/static/bundle/");
    }
}
