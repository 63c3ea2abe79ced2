package dev.leeward.policy.edge.vsphere;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which of the vCenter's interfaces a request is for, told by its method and address alone. */
sealed interface Route {

    /** Nothing that could place a workload: streams through as it is. */
    record Through() implements Route {}

    /** A SOAP message: read, judged and written anew. */
    record Soap() implements Route {}

    /** A method of the vSphere API over JSON. */
    record ViJson(String release, String type, String id, String method) implements Route {
        /** The object whose method is called. */
        Reference self() throws Unacceptable {
            return Reference.of(type, id);
        }
    }

    /** A guarded call of the Automation API. */
    record Rest(boolean legacy, RestCalls.Guarded guarded) implements Route {}

    /** The Automation API's JSON-RPC endpoint. */
    record Rpc() implements Route {}

    /** Not passed on. */
    record Closed(int status, String reason) implements Route {}

    Pattern ENCODED = Pattern.compile("%(\\p{XDigit}{0,2})");

    /** What moves workloads from within the vCenter. */
    List<String> BEHIND = List.of("/ui", "/mob", "/vsphere-client", "/eam", "/wcp");

    Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    Set<String> SDK_FILES = Set.of("/sdk/vimserviceversions.xml", "/sdk/vimservice.wsdl", "/sdk/vim.wsdl");

    /**
     * The route of a request.
     *
     * @param uri path and query as they were sent
     * @param passedPaths beginnings of paths that stream through
     */
    static Route of(String method, String uri, List<String> passedPaths) {
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return new Closed(405, method + " is not passed on");
        }
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        String query = mark < 0 ? "" : uri.substring(mark + 1);
        if (!plain(path)) {
            return new Closed(400, "its address can be read in more than one way");
        }
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.startsWith("/sdk")) {
            return sdk(method, path, lower);
        }
        if (below(lower, "/api") || below(lower, "/rest")) {
            return READS.contains(method) ? new Through() : automation(path, query);
        }
        if (lower.equals("/") || passedPaths.stream().anyMatch(passed -> below(lower, passed))) {
            return new Through();
        }
        return new Closed(403, closed(lower));
    }

    private static boolean below(String path, String beginning) {
        return path.equals(beginning) || path.startsWith(beginning + "/");
    }

    private static String closed(String path) {
        return BEHIND.stream()
                .filter(known -> below(path, known))
                .findFirst()
                .map(known ->
                        known + " acts within the vCenter, where this gateway cannot see what it moves: use the API,"
                                + " or let leeward.vsphere-gateway.passed-paths name it")
                .orElseGet(() -> Refusal.shown(path) + " leads to a service that this gateway does not know: where it"
                        + " places no workload, leeward.vsphere-gateway.passed-paths may name it");
    }

    /**
     * Whether a path reads one way only: it begins with a slash, has no empty, {@code .} or {@code ..} segment within, nothing
     * encoded in its first segment, and elsewhere nothing encoded that needs no encoding.
     */
    private static boolean plain(String path) {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~' || "\\;#".indexOf(c) >= 0)) {
            return false;
        }
        List<String> segments = segments(path);
        return segments.stream().noneMatch(segment -> segment.equals(".") || segment.equals(".."))
                && !segments.subList(0, segments.size() - 1).contains("")
                && segments.getFirst().indexOf('%') < 0
                && ENCODED.matcher(path).results().allMatch(found -> needed(found.group(1)));
    }

    private static boolean needed(String hex) {
        if (hex.length() < 2) {
            return false;
        }
        int c = Integer.parseInt(hex, 16);
        return c != 0 && !Character.isLetterOrDigit(c) && "-._~/\\;".indexOf(c) < 0;
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    private static Route sdk(String method, String path, String lower) {
        boolean read = READS.contains(method);
        List<String> parts =
                segments(path).stream().filter(part -> !part.isEmpty()).toList();
        boolean json = parts.size() >= 2
                && parts.getFirst().equals("sdk")
                && parts.get(1).equals("vim25");
        if (!json && read) {
            return lower.equals("/sdk")
                            || lower.equals("/sdk/")
                            || SDK_FILES.contains(lower)
                            || lower.equals("/sdk/vimservice")
                    ? new Through()
                    : new Closed(404, "there is nothing to read at " + Refusal.shown(path));
        }
        if (!read && !method.equals("POST")) {
            return new Closed(405, method + " is not a method of the vSphere API");
        }
        if (path.equals("/sdk") || path.equals("/sdk/") || path.equals("/sdk/vimService")) {
            return new Soap();
        }
        if (json && read) {
            return new Through();
        }
        if (json && parts.size() == 6) {
            return new ViJson(parts.get(2), parts.get(3), parts.get(4), parts.get(5));
        }
        return new Closed(404, Refusal.shown(path) + " is no address of the vSphere API that this gateway knows");
    }

    private static Route automation(String path, String query) {
        List<String> parts =
                segments(path).stream().filter(part -> !part.isEmpty()).toList();
        if (parts.size() == 1) {
            return new Rpc();
        }
        String action = "";
        int actions = 0;
        for (String parameter : query.split("[&;]", -1)) {
            String[] pair = parameter.split("=", 2);
            String name = decoded(pair[0]);
            if (name.equalsIgnoreCase("action") || name.equalsIgnoreCase("~action")) {
                action = pair.length < 2 ? "" : decoded(pair[1]).strip();
                actions++;
            }
        }
        if (actions > 1) {
            return new Closed(400, "it names more than one action");
        }
        boolean legacy = parts.getFirst().equalsIgnoreCase("rest");
        try {
            Optional<RestCalls.Guarded> guarded = RestCalls.guarded(parts.subList(1, parts.size()), action);
            return guarded.isPresent() ? new Rest(legacy, guarded.get()) : new Through();
        } catch (Unacceptable e) {
            return new Closed(400, e.reason());
        }
    }

    /** What cannot be decoded stays as it is: it is then no name that counts. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
