package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.oneOf;

import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.EndorsementAuthority;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Base64;

/** Endorsement roots, as an administrator manages them over HTTP. */
final class Roots {

    private Roots() {}

    /** Trusts the authority, and returns the root's id. */
    static String add(EndorsementAuthority authority) {
        return add(authority.certificate());
    }

    static String add(byte[] certificate) {
        return add(Tokens.token("admin"), base64(certificate))
                .statusCode(oneOf(200, 201))
                .extract()
                .jsonPath()
                .getString("id");
    }

    static ValidatableResponse add(String token, String certificate) {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body("{\"vendor\":\"Maker\",\"certificate\":\"%s\"}".formatted(certificate.replace("\n", "\\n")))
                .post("/v1/endorsement-roots")
                .then();
    }

    static ValidatableResponse revoke(String root, byte[] list) {
        return given().auth()
                .oauth2(Tokens.token("admin"))
                .contentType(ContentType.JSON)
                .body("{\"crl\":\"%s\"}".formatted(base64(list)))
                .put("/v1/endorsement-roots/{id}/crl", root)
                .then();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
