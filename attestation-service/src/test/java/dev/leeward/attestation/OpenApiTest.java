package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The API description that is kept with the sources is the one that is served. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class OpenApiTest {

    private static final Path KEPT = Path.of("openapi.yaml");

    @Test
    void the_description_has_not_drifted() throws IOException {
        String served = given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/q/openapi?format=yaml")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        if (Boolean.getBoolean("leeward.docs.write")) {
            Files.writeString(KEPT, served);
        }

        assertThat(served)
                .as("openapi.yaml has drifted: write it anew with -Dleeward.docs.write=true")
                .isEqualTo(Files.readString(KEPT));
        assertThat(served).contains("/v1/hosts/{id}/evidence", "bearerFormat: JWT");
    }
}
