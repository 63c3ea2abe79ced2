package dev.leeward.attestation;

import dev.leeward.testkit.Tokens;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Agents that wait for their next challenge, many at a time. */
final class Polls implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The call of a host's agent that waits for so many seconds at most; its answer comes when it comes. */
    CompletableFuture<HttpResponse<String>> wait(String host, int seconds) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + "/v1/hosts/"
                        + host + "/challenges/next?wait=" + seconds))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + Tokens.agent(host))
                .POST(BodyPublishers.noBody())
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    /** The challenge in an answer. */
    static Agent.Challenge challenge(HttpResponse<String> answer) {
        if (answer.statusCode() != 201) {
            throw new AssertionError("no challenge: " + answer.statusCode() + " " + answer.body());
        }
        JsonPath body = JsonPath.from(answer.body());
        return new Agent.Challenge(
                body.getString("challengeId"), body.getString("nonce"), body.getList("pcrs", Integer.class));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
