package dev.leeward.policy.edge.libvirt;

import static io.restassured.RestAssured.given;

import dev.leeward.testkit.Tokens;
import io.restassured.response.ValidatableResponse;

/** Machines as libvirt describes them, and what their hosts ask. */
final class Machines {

    private Machines() {}

    static String domain(String uuid) {
        return "<domain type='kvm'><name>vm1</name><uuid>%s</uuid></domain>".formatted(uuid);
    }

    static ValidatableResponse arrive(String host, String operation, String domain) {
        return given().auth()
                .oauth2(Tokens.agent(host))
                .contentType("application/xml")
                .queryParam("operation", operation)
                .body(domain)
                .post("/v1/libvirt/hosts/{host}/arrivals", host)
                .then();
    }
}
