package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.events.host.EnrolmentBinding;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EndorsementAuthority;
import dev.leeward.testkit.tpm.EndorsementAuthority.Draft;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import dev.leeward.testkit.tpm.SwtpmHost;
import dev.leeward.testkit.tpm.TpmKeyKind;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a host's TPM proves that it holds the attestation key; the service asks for credential activation. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class EnrolmentTest extends ApiTest {

    private static final BootProfile PROFILE = BootProfile.of("2.17", "esxi", "5.1");
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    /** A byte of the qualified signer in a TPMS_ATTEST: magic 4, type 2, size 2, algorithm 2, then the digest. */
    private static final int QUALIFIED_SIGNER = 10;

    @Inject
    MutableClock clock;

    @Inject
    DataSource database;

    private final EndorsementAuthority maker = EndorsementAuthority.root("Maker of EnrolmentTest", MADE);

    @Test
    void a_key_is_pinned_once_its_tpm_has_proved_that_it_holds_it() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        tpm.endorse(maker.certify(Draft.of(tpm.endorsementKey(), MADE)));
        Agent agent = agent("host-61", tpm);
        String root = Roots.add(maker);

        agent.enrol(Tokens.agent("host-61")).statusCode(200).body("binding", equalTo("CREDENTIAL_ACTIVATION"));

        agent.look()
                .body("enrolled", equalTo(true))
                .body("binding", equalTo("CREDENTIAL_ACTIVATION"))
                .body("endorsement.root", equalTo(root))
                .body("endorsement.certificate.manufacturer", equalTo("LWD"))
                .body("endorsement.certificate.subject", equalTo(""))
                .body("endorsement.certificate.issuer", equalTo("CN=Maker of EnrolmentTest"));
        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
        awaitTrust("host-61", TrustStatus.TRUSTED);
        HostEnrolled said = awaitEnrolment("host-61");
        assertThat(said.getBinding()).isEqualTo(EnrolmentBinding.CREDENTIAL_ACTIVATION);
        assertThat(said.getScheme()).isEqualTo("ECDSA_P256_SHA256");
        assertThat(said.getReplacedKey()).isNull();
        assertThat(said.getTpmManufacturer()).isEqualTo("LWD");
        assertThat(said.getCertificateIssuer()).isEqualTo("CN=Maker of EnrolmentTest");
        assertThat(said.getCertificateSerialNumber()).isNotBlank();
        assertThat(said.getEndorsementRoot()).isEqualTo(root);
        assertThat(said.getEndorsementVendor()).isEqualTo("Maker");
        assertThat(said.getEnvelope().getActor()).isEqualTo("agent:host-61");
        assertThat(said.getEnvelope().getSite()).isEqualTo("west");
        assertGapless("host-61");
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_2048, ECC_P256, host-62",
        "RSA_2048, RSA_2048, host-63",
        "ECC_P384, ECC_P256, host-64",
        "ECC_P384, RSA_2048, host-65"
    })
    void real_tpms_with_certificates_of_swtpm_are_enrolled_and_attest(
            TpmKeyKind endorsement, TpmKeyKind attestation, String id) throws Exception {
        SwtpmHost.PROGRAMS.forEach((program, source) ->
                ToolCheck.require(program, source, "TPMs of swtpm enrol by credential activation"));
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "leeward-enrol");
        Path ca = folder.resolve("ca");
        try (SwtpmHost host = SwtpmHost.boot(folder.resolve("tpm"), ca, endorsement, attestation, PROFILE)) {
            String root = Roots.add(SwtpmHost.root(ca));
            Agent agent = new Agent(id, host);

            agent.enrol(Tokens.agent(id)).statusCode(200);

            agent.look()
                    .body("endorsement.root", equalTo(root))
                    .body("endorsement.certificate.manufacturer", equalTo("id:00001014"))
                    .body("endorsement.certificate.model", equalTo("swtpm"));
            agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void a_key_of_another_tpm_cannot_be_activated() {
        Agent agent = agent("host-66", SoftwareTpm.manufacture(Clock.systemUTC()));
        SoftwareTpm attacker = SoftwareTpm.manufacture(Clock.systemUTC());
        String body = "{\"ekPublic\":\"%s\",\"akPublic\":\"%s\"}"
                .formatted(base64(agent.host().endorsementPublic()), base64(attacker.attestationPublic()));

        ValidatableResponse begun = agent.beginEnrolment(Tokens.agent("host-66"), body);

        assertThatThrownBy(() -> agent.release(begun)).hasMessageContaining("TPM_RC_INTEGRITY");
        agent.activate(Tokens.agent("host-66"), idOf(begun), new byte[32])
                .statusCode(422)
                .body("code", equalTo("enrolment-secret-wrong"))
                .body("remedy", containsString("TPM2_ActivateCredential"));
        awaitRejection("host-66", "enrolment-secret-wrong");
        agent.look().body("enrolled", equalTo(false)).body("binding", nullValue());
    }

    @Test
    void an_enrolment_is_good_for_one_answer_in_its_time_by_its_own_host() {
        Agent agent = agent("host-67", SoftwareTpm.manufacture(Clock.systemUTC()));
        Agent other = agent("host-68", SoftwareTpm.manufacture(Clock.systemUTC()));
        String token = Tokens.agent("host-67");
        ValidatableResponse begun = agent.beginEnrolment(token, agent.host().enrolmentJson());
        byte[] secret = agent.release(begun);

        other.activate(Tokens.agent("host-68"), idOf(begun), secret)
                .statusCode(404)
                .body("code", equalTo("enrolment-unknown"));
        agent.activate(token, idOf(begun), secret).statusCode(200);
        agent.activate(token, idOf(begun), secret).statusCode(409).body("code", equalTo("enrolment-used"));

        ValidatableResponse late = agent.beginEnrolment(token, agent.host().enrolmentJson());
        byte[] released = agent.release(late);
        clock.advance(Duration.ofMinutes(2));
        agent.activate(token, idOf(late), released).statusCode(409).body("code", equalTo("enrolment-expired"));
        awaitRejection("host-67", "enrolment-used");
        awaitRejection("host-67", "enrolment-expired");
        assertGapless("host-67");
    }

    @Test
    void a_wrong_secret_uses_the_enrolment_up() {
        Agent agent = agent("host-69", SoftwareTpm.manufacture(Clock.systemUTC()));
        String token = Tokens.agent("host-69");
        ValidatableResponse begun = agent.beginEnrolment(token, agent.host().enrolmentJson());
        byte[] secret = agent.release(begun);
        agent.activate(token, idOf(begun), new byte[31]).statusCode(422);

        agent.activate(token, idOf(begun), secret).statusCode(409).body("code", equalTo("enrolment-used"));
    }

    @Test
    void a_host_cannot_hoard_enrolments() {
        Agent agent = agent("host-70", SoftwareTpm.manufacture(Clock.systemUTC()));
        for (int i = 0; i < 4; i++) {
            agent.beginEnrolment(Tokens.agent("host-70"), agent.host().enrolmentJson())
                    .statusCode(201);
        }

        agent.beginEnrolment(Tokens.agent("host-70"), agent.host().enrolmentJson())
                .statusCode(429)
                .body("code", equalTo("too-many-enrolments"));
        clock.advance(Duration.ofMinutes(2));
        agent.enrol(Tokens.agent("host-70")).statusCode(200);
    }

    @Test
    void the_same_tpm_brings_a_new_key_by_itself_and_another_tpm_needs_an_administrator() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        Agent agent = agent("host-71", tpm);
        Agent another = agent("host-71", SoftwareTpm.manufacture(Clock.systemUTC()));
        agent.enrol(Tokens.agent("host-71")).statusCode(200);
        agent.attest().statusCode(200);

        tpm.renewAttestationKey(TpmKeyKind.RSA_2048);
        agent.enrol(Tokens.agent("host-71")).statusCode(200).body("scheme", equalTo("RSASSA_2048_SHA256"));
        agent.look().body("trust.overall", equalTo("UNKNOWN"));
        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));

        another.enrol(Tokens.agent("host-71"))
                .statusCode(409)
                .body("code", equalTo("attestation-key-pinned"))
                .body("remedy", containsString("administrator"));
        awaitRejection("host-71", "attestation-key-pinned");
        another.enrol(Tokens.token("admin")).statusCode(200);
        HostEnrolled replaced = kafka().awaitEvent(
                        HostEnrolled.class,
                        event -> event.getHostId().equals("host-71")
                                && event.getEnvelope().getActor().startsWith("admin"));
        assertThat(replaced.getReplacedKey()).startsWith("000b").isNotEqualTo(replaced.getAttestationKey());
    }

    @Test
    void a_tpm_speaks_for_one_host() {
        Agent agent = agent("host-85", SoftwareTpm.manufacture(Clock.systemUTC()));
        agent.enrol(Tokens.agent("host-85")).statusCode(200);

        new Agent("host-86", agent.host())
                .enrol(Tokens.token("admin"))
                .statusCode(409)
                .body("code", equalTo("endorsement-key-taken"))
                .body("detail", containsString("speaks for host host-85"));
    }

    @Test
    void a_key_that_was_pinned_without_the_proof_that_is_required_now_does_not_attest() throws Exception {
        Agent agent = agent("host-87", SoftwareTpm.manufacture(Clock.systemUTC()));
        agent.enrol(Tokens.agent("host-87")).statusCode(200);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update host set ek_public = null, ak_below_ek = null where id = 'host-87'");
        }

        given().auth()
                .oauth2(Tokens.agent("host-87"))
                .post("/v1/hosts/host-87/challenges")
                .then()
                .statusCode(409)
                .body("code", equalTo("host-not-enrolled"))
                .body("detail", containsString("without the proof that is required now"));
        agent.enrol(Tokens.agent("host-87")).statusCode(200);
        agent.attest().statusCode(200);
    }

    @Test
    void a_quote_under_another_qualified_name_than_the_keys_give_is_refused() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        Agent agent = agent("host-72", tpm);
        agent.enrol(Tokens.agent("host-72")).statusCode(200);
        Agent.Challenge challenge = agent.challenge();
        HostEvidence genuine = agent.evidence(challenge);
        byte[] quote = Base64.getDecoder().decode(genuine.quote());
        quote[QUALIFIED_SIGNER] ^= 1;
        byte[] signature = tpm.signAnything(quote);

        agent.submit(
                        challenge,
                        new HostEvidence(
                                base64(quote), base64(signature), genuine.eventLog(), genuine.pcrs(), genuine.facts()))
                .statusCode(422)
                .body("code", equalTo("signer-mismatch"));
    }

    @Test
    void the_weaker_way_is_refused_with_the_stronger_one_as_its_remedy() {
        Agent agent = agent("host-73", SoftwareTpm.manufacture(Clock.systemUTC()));

        for (String token : List.of(Tokens.agent("host-73"), Tokens.token("admin"))) {
            agent.pin(token)
                    .statusCode(409)
                    .body("code", equalTo("credential-activation-required"))
                    .body("remedy", containsString("/v1/hosts/{host}/enrolments"));
        }
    }

    @Test
    void a_certificate_of_a_stranger_is_told_but_vouches_for_nothing() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        tpm.endorse(EndorsementAuthority.root("Stranger", MADE).certify(Draft.of(tpm.endorsementKey(), MADE)));
        Agent agent = agent("host-74", tpm);

        agent.enrol(Tokens.agent("host-74")).statusCode(200);

        agent.look()
                .body("endorsement.certificate.issuer", equalTo("CN=Stranger"))
                .body("endorsement.root", nullValue());
    }

    @Test
    void a_certificate_that_something_is_wrong_with_is_refused_and_the_refusal_is_an_event() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        byte[] certificate = maker.certify(Draft.of(tpm.endorsementKey(), MADE));
        Agent agent = agent("host-75", tpm);
        String root = Roots.add(maker);

        tpm.endorse(maker.certify(Draft.of(tpm.endorsementKey(), MADE).until(MADE.plusSeconds(1))));
        refused(agent, "endorsement-certificate-expired");
        tpm.endorse(maker.certify(Draft.of(tpm.endorsementKey(), MADE).purpose("2.23.133.8.2")));
        refused(agent, "endorsement-certificate-wrong-purpose");
        tpm.endorse(maker.certify(Draft.of(tpm.attestationKey(), MADE)));
        refused(agent, "endorsement-certificate-of-another-key");
        tpm.endorse(new byte[] {1, 2, 3});
        refused(agent, "endorsement-certificate-malformed");
        Roots.revoke(root, maker.revocationList(MADE, clock.instant().plusSeconds(3600), certificate))
                .statusCode(200)
                .body("revocationLists", hasSize(1))
                .body("revocationLists[0].revoked", equalTo(1));
        tpm.endorse(certificate);
        refused(agent, "endorsement-certificate-revoked");
        agent.look().body("enrolled", equalTo(false));
    }

    @Test
    void a_key_that_cannot_protect_a_secret_or_cannot_attest_is_refused_in_words() {
        Agent agent = agent("host-76", SoftwareTpm.manufacture(Clock.systemUTC()));
        String ek = base64(agent.host().endorsementPublic());
        String ak = base64(agent.host().attestationPublic());
        String token = Tokens.agent("host-76");

        agent.beginEnrolment(token, "{\"ekPublic\":\"%s\",\"akPublic\":\"%s\"}".formatted(ak, ak))
                .statusCode(422)
                .body("code", equalTo("endorsement-key-unusable"))
                .body("detail", containsString("lacks decrypt"));
        agent.beginEnrolment(token, "{\"ekPublic\":\"%s\",\"akPublic\":\"%s\"}".formatted(ek, ek))
                .statusCode(422)
                .body("code", equalTo("attestation-key-unusable"));
        agent.beginEnrolment(token, "{\"ekPublic\":\"%s\"}".formatted(ek)).statusCode(422);
        agent.beginEnrolment(token, "{\"ekPublic\":\"!\",\"akPublic\":\"%s\"}".formatted(ak))
                .statusCode(400)
                .body("subject", equalTo("ekPublic"));
    }

    @Test
    void only_the_agent_of_the_host_or_an_administrator_enrols_it() {
        Agent agent = agent("host-77", SoftwareTpm.manufacture(Clock.systemUTC()));
        String body = agent.host().enrolmentJson();
        ValidatableResponse begun = agent.beginEnrolment(Tokens.agent("host-77"), body);

        agent.beginEnrolment(Tokens.agent("host-78"), body).statusCode(403).body("code", equalTo("not-your-host"));
        agent.beginEnrolment(Tokens.token("operator"), body).statusCode(403);
        agent.activate(Tokens.agent("host-78"), idOf(begun), agent.release(begun))
                .statusCode(403);
        given().auth()
                .oauth2(Tokens.agent("host-77"))
                .contentType("application/json")
                .body("{\"secret\":\"AAAA\"}")
                .post("/v1/hosts/host-77/enrolments/no-uuid/activation")
                .then()
                .statusCode(404);
    }

    private void refused(Agent agent, String code) {
        agent.enrol(Tokens.agent(agent.id()))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
        assertThat(awaitRejection(agent.id(), code).getChallengeId()).isNull();
    }

    private static Agent agent(String id, SoftwareTpm tpm) {
        return new Agent(id, MeasuredHost.boot(tpm, PROFILE));
    }

    private static String idOf(ValidatableResponse begun) {
        return begun.statusCode(201).extract().jsonPath().getString("enrolmentId");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
