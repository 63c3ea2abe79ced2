package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.oneOf;

import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.AttestingHost;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

/** The agent of a host, as it speaks with the service over HTTP. */
public final class Agent {

    /** A challenge as the agent sees it. */
    public record Challenge(String id, String nonce, List<Integer> pcrs) {

        /** One that the service did not issue. */
        Challenge(String id, String nonce) {
            this(id, nonce, List.of(0, 1, 2, 3, 4, 5, 6, 7, 17, 18));
        }

        byte[] nonceBytes() {
            return Base64.getDecoder().decode(nonce);
        }
    }

    private final String id;
    private final AttestingHost host;

    public Agent(String id, AttestingHost host) {
        this.id = id;
        this.host = host;
    }

    /** A host with a software TPM that boots bios 2.17 and the given hypervisor, enrolled. */
    public static Agent enrolled(String id, String hypervisorVersion) {
        Agent agent = new Agent(id, booted(hypervisorVersion));
        agent.enrol(Tokens.agent(id)).statusCode(200);
        return agent;
    }

    public static MeasuredHost booted(String hypervisorVersion) {
        return MeasuredHost.boot(
                SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", hypervisorVersion));
    }

    /** Publishes bios-2.17 and esxi-5.1. */
    public static void publishReferences() {
        for (KnownGood manifest : List.of(KnownGood.platform("2.17"), KnownGood.vmm("esxi", "5.1"))) {
            publish(manifest);
        }
    }

    public static void publish(KnownGood manifest) {
        given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body(manifest.toJson())
                .post("/v1/reference-manifests")
                .then()
                .statusCode(oneOf(200, 201));
    }

    public String id() {
        return id;
    }

    public AttestingHost host() {
        return host;
    }

    /** Has the TPM prove that it holds the attestation key; the answer is the first that is no success, or the last. */
    public ValidatableResponse enrol(String token) {
        ValidatableResponse begun = beginEnrolment(token, host.enrolmentJson());
        if (begun.extract().statusCode() != 201) {
            return begun;
        }
        return activate(token, begun.extract().jsonPath().getString("enrolmentId"), release(begun));
    }

    public ValidatableResponse beginEnrolment(String token, String body) {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/hosts/{id}/enrolments", id)
                .then();
    }

    /** The secret, as this host's TPM releases it. */
    public byte[] release(ValidatableResponse begun) {
        JsonPath answer = begun.statusCode(201).extract().jsonPath();
        return host.activate(
                Base64.getDecoder().decode(answer.getString("credentialBlob")),
                Base64.getDecoder().decode(answer.getString("encryptedSecret")));
    }

    public ValidatableResponse activate(String token, String enrolment, byte[] secret) {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(AttestingHost.activationJson(secret))
                .post("/v1/hosts/{id}/enrolments/{enrolment}/activation", id, enrolment)
                .then();
    }

    /** The weaker way: the key without any proof. */
    public ValidatableResponse pin(String token) {
        return pin(token, host.attestationPublic());
    }

    public ValidatableResponse pin(String token, byte[] publicArea) {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body("{\"publicArea\":\"" + Base64.getEncoder().encodeToString(publicArea) + "\"}")
                .put("/v1/hosts/{id}/attestation-key", id)
                .then();
    }

    public Challenge challenge() {
        var answer = given().auth()
                .oauth2(Tokens.agent(id))
                .post("/v1/hosts/{id}/challenges", id)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new Challenge(
                answer.getString("challengeId"), answer.getString("nonce"), answer.getList("pcrs", Integer.class));
    }

    public HostEvidence evidence(Challenge challenge) {
        return host.evidence(
                challenge.nonceBytes(),
                challenge.pcrs().stream().mapToInt(Integer::intValue).toArray());
    }

    public ValidatableResponse submit(Challenge challenge, HostEvidence evidence) {
        return submit(evidence.toJson(challenge.id()));
    }

    public ValidatableResponse submit(String body) {
        return given().auth()
                .oauth2(Tokens.agent(id))
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/hosts/{id}/evidence", id)
                .then();
    }

    /** Challenge, quote, evidence. */
    public ValidatableResponse attest() {
        Challenge challenge = challenge();
        return submit(challenge, evidence(challenge));
    }

    /** The host as an auditor sees it. */
    public ValidatableResponse look() {
        return given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/hosts/{id}", id)
                .then()
                .statusCode(200);
    }
}
