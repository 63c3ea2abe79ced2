package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.attestation.app.SignedManifests;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.AssetTag;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.events.reference.ReferenceManifestRetired;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reference manifests, and the hosts that are appraised again when they change. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class ReferencesTest extends ApiTest {

    @Test
    void a_reference_change_appraises_hosts_again_from_kept_evidence() {
        Agent agent = Agent.enrolled("host-19", "6.0");
        agent.attest().statusCode(200).body("trust.overall", equalTo("UNTRUSTED"));

        Agent.publish(KnownGood.vmm("esxi", "6.0"));
        TrustChanged trusted = awaitTrust("host-19", TrustStatus.TRUSTED);
        assertThat(trusted.getVmm().getManifest()).isEqualTo("esxi-6.0");
        retire("esxi-6.0")
                .statusCode(409)
                .body("code", equalTo("manifest-in-use"))
                .body("detail", containsString("The verdicts of 1 hosts rest on esxi-6.0"))
                .body("remedy", containsString("/usage"));
        usage("esxi-6.0")
                .body("count", equalTo(1))
                .body("items.id", equalTo(List.of("host-19")))
                .body("items[0].overall", equalTo("TRUSTED"));
        retire("esxi-6.0", true)
                .statusCode(200)
                .body("inForce", equalTo(false))
                .body("retiredReason", equalTo("replaced (Forced while 1 hosts rested on it.)"));
        TrustChanged untrusted = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals("host-19")
                                && event.getPreviousOverall() == TrustStatus.TRUSTED);

        ReferenceManifestRetired retired = kafka().awaitEvent(
                        ReferenceManifestRetired.class,
                        event -> event.getManifestId().equals("esxi-6.0"));
        assertThat(retired.getReason()).contains("Forced while 1 hosts rested on it");
        assertThat(trusted.getVmm().getManifestVersion()).isEqualTo(1);
        assertThat(untrusted.getOverall()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(untrusted.getEvidenceId()).isEqualTo(trusted.getEvidenceId());
        assertThat(untrusted.getReferenceDigest()).isNotEqualTo(trusted.getReferenceDigest());
        agent.look().body("trust.overall", equalTo("UNTRUSTED"));
        usage("esxi-6.0").body("count", equalTo(0)).body("inForce", equalTo(false));
        assertGapless("host-19");
    }

    @Test
    void a_manifest_never_changes_under_its_id_while_it_is_in_force() {
        Agent.publish(KnownGood.vmm("esxi", "7.0"));
        String other = KnownGood.vmm("esxi", "7.1").toJson().replace("\"id\":\"esxi-7.1\"", "\"id\":\"esxi-7.0\"");

        publish(other).statusCode(409).body("code", equalTo("manifest-in-force"));
        retire("esxi-7.0").statusCode(200);
        publish(other).statusCode(201).body("version", equalTo(2));
        retire("esxi-7.0").statusCode(200);

        retire("esxi-8").statusCode(404);
        publish(KnownGood.vmm("esxi", "8.0").toJson().replace("\"pcr\":18", "\"pcr\":17"))
                .statusCode(422)
                .body("code", equalTo("manifest-incomplete"))
                .body("detail", containsString("no value for PCR 18"));
    }

    @Test
    void an_upgrade_makes_no_host_untrusted() {
        Agent.publish(KnownGood.vmm("esxi", "9.0"));
        Agent agent = Agent.enrolled("host-31", "9.0");
        agent.attest().body("trust.overall", equalTo("TRUSTED"));

        Agent.publish(KnownGood.vmm("esxi", "9.1"));
        ((MeasuredHost) agent.host()).reboot(BootProfile.of("2.17", "esxi", "9.1"));
        agent.attest().body("trust.overall", equalTo("TRUSTED")).body("trust.vmm.manifest", equalTo("esxi-9.1"));
        retire("esxi-9.0").statusCode(200);

        agent.look().body("trust.overall", equalTo("TRUSTED"));
        assertThat(trustOf("host-31")).noneMatch(event -> event.getOverall() == TrustStatus.UNTRUSTED);
        assertGapless("host-31");
    }

    @Test
    void a_manifest_counts_for_the_hosts_that_it_is_for() {
        String forRack = KnownGood.vmm("esxi", "6.5")
                .toJson()
                .replace(
                        "\"values\"",
                        "\"appliesTo\":{\"hypervisor\":\"ESXi\",\"labels\":{\"rack\":\"r33\"}},\"values\"");
        publish(forRack)
                .statusCode(201)
                .body("appliesTo.hypervisor", equalTo("ESXi"))
                .body("appliesTo.labels.rack", equalTo("r33"));

        Agent.enrolled("host-33", "6.5").attest().body("trust.vmm.manifest", equalTo("esxi-6.5"));
        Agent.enrolled("host-32", "6.5").attest().body("trust.vmm.status", equalTo("UNTRUSTED"));
        assertThat(kafka().awaitEvent(
                                ReferenceManifestPublished.class,
                                event -> event.getManifestId().equals("esxi-6.5"))
                        .getAppliesTo())
                .isEqualTo("hypervisor ESXi, label rack=r33");
    }

    @Test
    void a_host_is_judged_on_its_asset_tag_once_it_has_a_manifest_of_it() {
        AssetTag tag = new AssetTag(new HostId("host-35"), new TreeMap<>(Map.of("site", "west", "residency", "EU")));
        BootProfile tagged = BootProfile.of("2.17", "esxi", "5.1").measuring(AssetTag.PCR, tag.text());
        MeasuredHost host = MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), tagged);
        Agent agent = new Agent("host-35", host);
        agent.enrol(Tokens.agent("host-35")).statusCode(200);
        agent.attest().body("trust.overall", equalTo("TRUSTED")).body("trust.assetTag", nullValue());

        publish("""
                {"id":"tag-host-35","part":"ASSET_TAG","product":"site","productVersion":"1",
                 "appliesTo":{"hosts":["host-35"]},"tag":{"site":"west","residency":"EU"}}
                """).statusCode(201).body("values[0].pcr", equalTo(22));
        assertThat(agent.challenge().pcrs()).contains(22);
        agent.look().body("trust.overall", equalTo("TRUSTED"));
        agent.attest()
                .body("trust.overall", equalTo("TRUSTED"))
                .body("trust.assetTag.status", equalTo("TRUSTED"))
                .body("trust.assetTag.manifest", equalTo("tag-host-35"));
        usage("tag-host-35").body("items.id", equalTo(List.of("host-35")));
        host.reboot(BootProfile.of("2.17", "esxi", "5.1"));
        agent.attest().body("trust.overall", equalTo("UNTRUSTED"));

        TrustChanged lost = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals("host-35") && event.getOverall() == TrustStatus.UNTRUSTED);
        assertThat(lost.getAssetTag().getReason())
                .contains("Asset tag does not measure asset-tag host=host-35 residency=EU site=west in PCR 22");
        assertThat(lost.getHostUnique()).isNull();
        publish("{\"id\":\"tag\",\"part\":\"ASSET_TAG\",\"product\":\"site\",\"productVersion\":\"1\","
                        + "\"tag\":{\"site\":\"west\"}}")
                .statusCode(422)
                .body("detail", containsString("does not name one host"));
    }

    @Test
    void drafts_are_captured_from_a_good_host_and_differences_are_told_in_words() {
        Agent.publish(KnownGood.vmm("esxi", "9.5"));
        Agent.enrolled("host-36", "9.5").attest().body("trust.overall", equalTo("TRUSTED"));

        capture("host-36", "{\"VMM\":\"esxi-captured\"}")
                .statusCode(200)
                .body("overall", equalTo("TRUSTED"))
                .body("documents[0].appliesTo.hypervisor", equalTo("esxi"))
                .body("documents[0].values.size()", equalTo(5))
                .body(
                        "documents[0].values.digest",
                        equalTo(KnownGood.vmm("esxi", "9.5").values().stream()
                                .map(KnownGood.Value::digest)
                                .toList()))
                .body("documents[0].values[2].description", equalTo("hypervisor esxi 9.5"));
        read("/v1/reference-manifests/esxi-captured").statusCode(404);
        capture("host-36", "{\"ASSET_TAG\":\"tag\"}").statusCode(422).body("code", equalTo("manifest-incomplete"));
        capture("host-37", "{\"VMM\":\"esxi\"}").statusCode(409).body("code", equalTo("no-evidence"));
        capture("host-99", "{\"VMM\":\"esxi\"}").statusCode(404);

        diff("esxi-9.5", "host:host-36").body("same", equalTo(true)).body("changes", equalTo(List.of()));
        diff("esxi-5.1", "esxi-9.5")
                .body("same", equalTo(false))
                .body(
                        "changes[0].words",
                        equalTo("PCR 17: hypervisor esxi 9.5 takes the place of hypervisor esxi 5.1 at position 3."))
                .body("changes[1].pcr", equalTo(18));
        diff("esxi-5.1", "host:host-36").body("changes.size()", equalTo(2));
        read("/v1/reference-manifests/esxi-5.1/diff").statusCode(400);
        read("/v1/reference-manifests/esxi-5.1/diff?against=nothing").statusCode(404);
    }

    @Test
    void a_signed_manifest_keeps_its_signature_and_its_versions() {
        Signer signer = Signer.ed25519("vmware", "2026-1");
        signer.register().statusCode(201);
        String manifest = KnownGood.vmm("esxi", "10.0").toJson();
        publish(manifest).statusCode(201).body("signature", nullValue());

        publishSigned(signer.sign(manifest))
                .statusCode(201)
                .body("version", equalTo(2))
                .body("signature.provider", equalTo("vmware"))
                .body("signature.keyId", equalTo("2026-1"));
        publish(manifest).statusCode(200).body("version", equalTo(2));
        read("/v1/reference-manifests/esxi-10.0/versions")
                .body("version", equalTo(List.of(2, 1)))
                .body("inForce", equalTo(List.of(true, false)))
                .body("[1].retiredReason", containsString("Version 2 says the same and is signed"));
        assertThat(kafka().awaitEvent(
                                ReferenceManifestPublished.class,
                                event -> event.getVersion() == 2
                                        && event.getManifestId().equals("esxi-10.0"))
                        .getProvider())
                .isEqualTo("vmware");

        Signer.remove("vmware").statusCode(409).body("code", equalTo("reference-provider-in-use"));
        retire("esxi-10.0").statusCode(200);
        Signer.remove("vmware").statusCode(204);
        Signer.remove("vmware").statusCode(404);
    }

    @Test
    void a_signature_that_is_nobodys_is_refused_with_the_reason() {
        Signer signer = Signer.p256("hpe", "a");
        signer.register().statusCode(201);
        String manifest = KnownGood.vmm("esxi", "10.1").toJson();

        refused(Signer.ed25519("hpe", "a").sign(manifest), "signature");
        refused(Signer.p256("hpe", "a").sign(manifest), "not the key's over this document");
        refused(Signer.p256("dell", "a").sign(manifest), "no reference provider dell");
        refused(Signer.p256("hpe", "b").sign(manifest), "has no key b");
        refused(signer.sign(manifest, "JWT", Instant.now()), "typ is JWT");
        refused(signer.sign(manifest, SignedManifests.TYPE, Instant.now().plusSeconds(3600)), "yet to come");
        refused(signer.sign(manifest, SignedManifests.TYPE, null), "does not say when");
        refused(signer.sign("{\"manifest\":1}"), "is no reference manifest");
        refused("nonsense", "no JWS in compact form");
        publishSigned(signer.sign(manifest.replace("\"pcr\":18", "\"pcr\":17")))
                .statusCode(422)
                .body("code", equalTo("manifest-incomplete"));
        publishSigned(signer.sign(manifest)).statusCode(201);
        retire("esxi-10.1").statusCode(200);

        signer.registerPrivate().statusCode(422).body("code", equalTo("provider-key-unusable"));
    }

    private static void refused(String jws, String reason) {
        publishSigned(jws)
                .statusCode(422)
                .body("code", equalTo("manifest-signature-invalid"))
                .body("detail", containsString(reason));
    }

    private static ValidatableResponse publishSigned(String jws) {
        return given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType("application/jose")
                .body(jws.getBytes(StandardCharsets.US_ASCII))
                .post("/v1/reference-manifests")
                .then();
    }

    private static ValidatableResponse capture(String host, String manifests) {
        return given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body("{\"host\":\"" + host + "\",\"manifests\":" + manifests
                        + ",\"product\":\"esxi\",\"productVersion\":\"9.5\"}")
                .post("/v1/reference-manifests/captures")
                .then();
    }

    private static ValidatableResponse diff(String manifest, String against) {
        return read("/v1/reference-manifests/" + manifest + "/diff?against=" + against)
                .statusCode(200);
    }

    private static ValidatableResponse usage(String manifest) {
        return read("/v1/reference-manifests/" + manifest + "/usage").statusCode(200);
    }

    private static ValidatableResponse read(String path) {
        return given().auth().oauth2(Tokens.token("auditor")).get(path).then();
    }

    private static ValidatableResponse publish(String manifest) {
        return given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body(manifest)
                .post("/v1/reference-manifests")
                .then();
    }

    private static ValidatableResponse retire(String manifest) {
        return retire(manifest, false);
    }

    private static ValidatableResponse retire(String manifest, boolean force) {
        return given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body("{\"reason\":\"replaced\"}")
                .post("/v1/reference-manifests/{id}/actions/retire?force={force}", manifest, force)
                .then();
    }
}
