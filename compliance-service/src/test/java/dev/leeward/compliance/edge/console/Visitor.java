package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.Tokens;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Somebody whose browser holds a session. */
final class Visitor {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([^\"]+)\"");

    private final String token;

    Visitor(String token) {
        this.token = token;
    }

    static Visitor as(String role) {
        return new Visitor(Tokens.token(role));
    }

    static Visitor as(String role, String tenant) {
        return new Visitor(Tokens.token(role, tenant));
    }

    static RequestSpecification anonymous() {
        return RestAssured.given().redirects().follow(false);
    }

    RequestSpecification request() {
        return anonymous().cookie(Session.COOKIE, token);
    }

    Response get(String path) {
        return request().get(path);
    }

    /** The page's source. */
    String page(String path) {
        Response response = get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.contentType()).startsWith("text/html");
        return response.asString();
    }

    /** What a reader reads on the page. */
    String text(String path) {
        return words(get(path).asString());
    }

    static String words(String html) {
        return html.replaceAll("(?s)<head>.*?</head>", " ")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }

    /** Looks at the page until a reader reads all of that. */
    String await(String path, String... words) {
        return Awaitility.await(path)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> text(path), text -> Arrays.stream(words).allMatch(text::contains));
    }

    /** Sends a form as a browser does from the page that shows it. */
    Response submit(String page, String action, Map<String, String> fields) {
        return fromOwnPage().formParam("proof", proof(page)).formParams(fields).post(action);
    }

    RequestSpecification fromOwnPage() {
        return request().header("Sec-Fetch-Site", "same-origin");
    }

    /** What the forms of a page prove themselves with. */
    String proof(String page) {
        return proofIn(page(page));
    }

    static String proofIn(String html) {
        Matcher proof = PROOF.matcher(html);
        assertThat(proof.find()).as("a form on " + words(html)).isTrue();
        return proof.group(1);
    }
}
