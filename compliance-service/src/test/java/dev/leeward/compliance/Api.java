package dev.leeward.compliance;

import dev.leeward.testkit.Tokens;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The REST interface, as somebody calls it. */
public final class Api {
    private final String token;

    private Api(String token) {
        this.token = token;
    }

    public static Api as(String role) {
        return new Api(Tokens.token(role));
    }

    public static Api as(String role, String tenant) {
        return new Api(Tokens.token(role, tenant));
    }

    public RequestSpecification request() {
        return RestAssured.given().auth().oauth2(token);
    }

    public JsonPath get(String path) {
        return request().get(path).then().statusCode(200).extract().jsonPath();
    }

    public ValidatableResponse post(String path, Object body) {
        return request().contentType("application/json").body(body).post(path).then();
    }

    public ValidatableResponse post(String path) {
        return request().post(path).then();
    }

    /** Reads until the answer fits. */
    public JsonPath await(String path, Predicate<JsonPath> fits) {
        return await(path, Duration.ofSeconds(15), fits);
    }

    public JsonPath await(String path, Duration patience, Predicate<JsonPath> fits) {
        return Awaitility.await(path)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> request().get(path), answer -> answer.statusCode() == 200 && fits.test(answer.jsonPath()))
                .jsonPath();
    }
}
