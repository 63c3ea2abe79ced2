package dev.leeward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.io.IOException;
import java.time.Clock;
import java.util.Base64;

/** A host of the fleet that attests: a software TPM with keys of its own, and a token of its own. */
final class Attester {
    /** What the hosts of the world boot that are trusted. */
    static final BootProfile GOOD = BootProfile.of("2.17", "esxi", "5.1");

    private final String id;
    private final String token;
    private final MeasuredHost host;

    /** Boots what is trusted. */
    Attester(String id, String token) {
        this.id = id;
        this.token = token;
        this.host = MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), GOOD);
    }

    /** Boots something else. */
    void reboot(BootProfile profile) {
        host.reboot(profile);
    }

    String id() {
        return id;
    }

    byte[] attestationPublic() {
        return host.attestationPublic();
    }

    byte[] endorsementPublic() {
        return host.endorsementPublic();
    }

    /** Asks for a challenge. */
    JsonNode challenge(KeptConnection connection) throws IOException {
        return expect(201, connection.post("/v1/hosts/" + id + "/challenges", token, ""));
    }

    /** The answer to it. */
    String evidence(JsonNode challenge) {
        var pcrs = challenge.path("pcrs");
        var selection = new int[pcrs.size()];
        for (int i = 0; i < selection.length; i++) {
            selection[i] = pcrs.get(i).asInt();
        }
        var nonce = Base64.getDecoder().decode(challenge.path("nonce").asText());
        return host.evidence(nonce, selection)
                .toJson(challenge.path("challengeId").asText());
    }

    /** Sends the answer, which is to be accepted. */
    void submit(KeptConnection connection, String evidence) throws IOException {
        expect(200, connection.post("/v1/hosts/" + id + "/evidence", token, evidence));
    }

    private static JsonNode expect(int status, KeptConnection.Answer answer) throws IOException {
        if (answer.status() != status) {
            throw new IOException("answered " + answer.status() + ": " + answer.body());
        }
        return Api.JSON.readTree(answer.body());
    }
}
