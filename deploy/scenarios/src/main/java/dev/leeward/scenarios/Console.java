package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The console as somebody's browser uses it: signed in by its form, with a cookie, sending the forms of its pages. */
final class Console {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([^\"]+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String address;
    private final String cookie;

    private Console(String address, String cookie) {
        this.address = address;
        this.cookie = cookie;
    }

    /** Signs somebody in. */
    static Console signIn(Stack stack, String subject, String role) {
        var address = stack.settings().url(Part.COMPLIANCE);
        var token = stack.identity().token(subject, role, null);
        var answer = new Console(address, "").post("/login", Map.of("token", token));
        return answer.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> new Console(address, cookie.split(";", 2)[0]))
                .orElseThrow(() ->
                        new UserError("the console lets %s not in: status %d".formatted(subject, answer.statusCode())));
    }

    /** The page's source, once it shows that text. */
    String page(String path, String text) {
        return Stopwatch.await(
                LIMIT,
                "the console's page " + path + " to show " + text,
                () -> Optional.of(send(request(path).GET()).body()).filter(page -> page.contains(text)));
    }

    /** Sends a form of a page, with the proof that the page carries. */
    HttpResponse<String> submit(String page, String action, Map<String, String> fields) {
        var proof = PROOF.matcher(page);
        if (!proof.find()) {
            throw new UserError("the console's page has no form to send to " + action);
        }
        var all = new HashMap<>(fields);
        all.put("proof", proof.group(1));
        return post(action, all);
    }

    private HttpResponse<String> post(String path, Map<String, String> fields) {
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Accept", "text/html")
                .header("Cookie", cookie);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UserError("the console does not answer at %s: %s".formatted(address, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }
}
