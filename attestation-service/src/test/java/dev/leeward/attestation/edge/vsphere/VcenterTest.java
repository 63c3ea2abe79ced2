package dev.leeward.attestation.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;
import dev.leeward.testkit.vsphere.EsxiHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a vCenter, or what stands in its place, answers: hosts, or a failure that says what to do. */
class VcenterTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_ANSWER = 4L << 20;

    @TempDir
    Path directory;

    private final FakeVcenter fake = new FakeVcenter(0);

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void hosts_come_with_the_places_that_they_stand_in() throws Exception {
        fake.host("host-21", "esx1.example.com", EsxiHost.measured("8.0.2"));

        List<ManagedObject> answer = connect().hostsAndParents();

        assertThat(answer)
                .extracting(object -> object.reference().type())
                .contains("HostSystem", "ClusterComputeResource", "Datacenter", "Folder");
        assertThat(host(answer, "host-21").text("name")).contains("esx1.example.com");
        assertThat(host(answer, "host-21").parent()).contains(new Reference("ClusterComputeResource", "domain-c8"));
    }

    @Test
    void a_long_answer_comes_in_pages() throws Exception {
        for (int i = 1; i <= 20; i++) {
            fake.host("host-" + i, "esx" + i, EsxiHost.measured("8.0.2"));
        }
        fake.pagesOf(4);

        List<ManagedObject> answer = connect().hostsAndParents();

        assertThat(answer.stream().filter(object -> object.reference().type().equals("HostSystem")))
                .hasSize(20);
        assertThat(fake.calls().stream().filter("ContinueRetrievePropertiesEx"::equals))
                .hasSize(6);
    }

    @Test
    void a_session_is_kept_and_opened_again_when_it_has_expired() throws Exception {
        Vcenter vcenter = connect();
        vcenter.hostsAndParents();
        vcenter.hostsAndParents();
        assertThat(fake.logins()).isEqualTo(1);

        fake.expireSession();
        vcenter.hostsAndParents();

        assertThat(fake.logins()).isEqualTo(2);
        vcenter.logout();
        assertThat(fake.calls()).endsWith("Logout");
        vcenter.hostsAndParents();
        assertThat(fake.logins()).isEqualTo(3);
    }

    @Test
    void a_session_that_is_never_accepted_ends_in_a_failure_and_not_in_a_loop() {
        fake.fault("RetrievePropertiesEx", "NotAuthenticated", "The session is not authenticated.");
        Vcenter vcenter = connect();

        fails(vcenter::hostsAndParents, Code.NOT_AUTHENTICATED, "no session of ours");
        fails(vcenter::hostsAndParents, Code.NOT_AUTHENTICATED, "no session of ours");

        assertThat(fake.logins()).isEqualTo(2);
    }

    @Test
    void a_wrong_password_is_a_failure_with_the_remedy() {
        Vcenter vcenter = connect("wrong");

        fails(vcenter::hostsAndParents, Code.LOGIN_REFUSED, "refuses user and password (Cannot complete login");
    }

    @Test
    void a_missing_privilege_is_named() {
        fake.fault("RetrievePropertiesEx", "NoPermission", "Permission to perform this operation was denied.");

        assertThatThrownBy(connect()::hostsAndParents).isInstanceOfSatisfying(VcenterFailure.class, failure -> {
            assertThat(failure.code()).isEqualTo(Code.NO_PERMISSION);
            assertThat(failure.toSourceFailure().remedy()).contains("privilege System.View");
        });
    }

    @Test
    void a_property_that_is_withheld_does_not_look_absent() {
        String withheld = "<RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval><objects>"
                + "<obj type=\"HostSystem\">host-1</obj><missingSet><path>name</path><fault><fault"
                + " xsi:type=\"NoPermission\"><privilegeId>System.Read</privilegeId></fault></fault></missingSet>"
                + "</objects></returnval></RetrievePropertiesExResponse>";
        fake.instead("RetrievePropertiesEx", FakeVcenter.Answer.of(FakeVcenter.envelope(withheld)));

        fails(connect()::hostsAndParents, Code.NO_PERMISSION, "may not read name of HostSystem host-1");
    }

    @Test
    void a_property_that_this_version_does_not_have_is_just_not_there() throws Exception {
        String unknown = "<RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval><objects>"
                + "<obj type=\"HostSystem\">host-1</obj><missingSet><path>capability</path><fault><fault"
                + " xsi:type=\"InvalidProperty\"/></fault></missingSet></objects></returnval>"
                + "</RetrievePropertiesExResponse>";
        fake.instead("RetrievePropertiesEx", FakeVcenter.Answer.of(FakeVcenter.envelope(unknown)));

        assertThat(connect().hostsAndParents())
                .singleElement()
                .satisfies(host -> assertThat(host.properties()).isEmpty());
    }

    @Test
    void an_unknown_fault_is_named_by_its_type() {
        fake.fault("RetrievePropertiesEx", "RuntimeFault", "A general system error occurred.");

        fails(connect()::hostsAndParents, Code.FAULT, "the fault RuntimeFault (A general system error occurred.)");
    }

    @Test
    void a_host_is_no_vcenter_and_cannot_vouch_for_itself() {
        fake.instead(
                "RetrieveServiceContent",
                FakeVcenter.Answer.of(
                        FakeVcenter.envelope(
                                "<RetrieveServiceContentResponse xmlns=\"urn:vim25\"><returnval><about>"
                                        + "<apiType>HostAgent</apiType></about></returnval></RetrieveServiceContentResponse>")));

        fails(connect()::hostsAndParents, Code.NOT_A_VCENTER, "leads to a HostAgent");
    }

    @Test
    void what_is_no_answer_is_malformed() {
        for (String body : List.of(
                "",
                "<html><body>Welcome</body></html>",
                "not XML at all",
                FakeVcenter.envelope("<RetrieveServiceContentResponse>").substring(0, 300),
                FakeVcenter.envelope("<OtherResponse/>"),
                FakeVcenter.envelope("<RetrieveServiceContentResponse/>"))) {
            fake.instead("RetrieveServiceContent", FakeVcenter.Answer.of(body));

            assertThatThrownBy(connect()::hostsAndParents)
                    .as(body)
                    .isInstanceOfSatisfying(
                            VcenterFailure.class,
                            failure -> assertThat(failure.code()).isIn(Code.MALFORMED_ANSWER, Code.NOT_A_VCENTER));
        }
    }

    @Test
    void a_document_type_is_refused_with_all_that_it_could_do() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "swordfish");
        String billionLaughs = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\">"
                + "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><x>&c;</x>";
        String external =
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY f SYSTEM \"" + secret.toUri() + "\">]><x>&f;</x>";
        String harmless = "<?xml version=\"1.0\"?><!DOCTYPE x><x/>";
        for (String body : List.of(billionLaughs, external, harmless)) {
            fake.instead("RetrieveServiceContent", FakeVcenter.Answer.of(body));

            assertThatThrownBy(connect()::hostsAndParents).isInstanceOfSatisfying(VcenterFailure.class, failure -> {
                assertThat(failure.code()).isEqualTo(Code.MALFORMED_ANSWER);
                assertThat(failure.getMessage()).doesNotContain("swordfish");
            });
        }
    }

    @Test
    void an_answer_without_end_is_cut_off() {
        fake.instead("RetrieveServiceContent", FakeVcenter.Answer.of(" ".repeat((int) MAX_ANSWER + 1)));

        fails(connect()::hostsAndParents, Code.ANSWER_TOO_LARGE, "more than " + MAX_ANSWER + " bytes");
    }

    @Test
    void an_answer_that_is_nested_without_end_is_refused() {
        fake.instead("RetrieveServiceContent", FakeVcenter.Answer.of("<a>".repeat(100_000) + "</a>".repeat(100_000)));

        fails(connect()::hostsAndParents, Code.MALFORMED_ANSWER, "levels");
    }

    @Test
    void an_answer_whose_headers_come_and_whose_body_does_not_times_out() {
        fake.delay(5_000);
        Vcenter vcenter = vcenter(fake.url(), FakeVcenter.PASSWORD, Duration.ofMillis(300));

        fails(vcenter::hostsAndParents, Code.TIMED_OUT, "did not answer RetrieveServiceContent within 300 ms");
    }

    @Test
    void nobody_there_is_unreachable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        fails(
                vcenter(URI.create("http://127.0.0.1:" + free + "/sdk"), "x", TIMEOUT)::hostsAndParents,
                Code.UNREACHABLE,
                "No connection to 127.0.0.1:" + free);
    }

    @Test
    void a_proxy_that_answers_for_the_vcenter_is_told_by_its_status() {
        fake.instead("RetrieveServiceContent", new FakeVcenter.Answer(503, ""));

        fails(connect()::hostsAndParents, Code.UNEXPECTED_STATUS, "HTTP status 503");
    }

    @Test
    void a_certificate_counts_only_where_its_authority_is_trusted() throws Exception {
        Path pem = directory.resolve("ca.crt");
        try (FakeVcenter secure = new FakeVcenter(0, selfSigned(pem))) {
            SSLContext trusting = Tls.trusting(Optional.of(pem));
            SSLContext platform = Tls.trusting(Optional.empty());

            assertThat(vcenter(secure.url(), trusting).hostsAndParents()).isNotEmpty();
            fails(vcenter(secure.url(), platform)::hostsAndParents, Code.CERTIFICATE_NOT_TRUSTED, "No trusted TLS");
        }
    }

    @Test
    void a_ca_file_without_a_certificate_is_named() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.crt"), "");

        fails(() -> Tls.trusting(Optional.of(empty)), Code.CERTIFICATE_NOT_TRUSTED, "empty.crt");
        fails(
                () -> Tls.trusting(Optional.of(directory.resolve("missing.crt"))),
                Code.CERTIFICATE_NOT_TRUSTED,
                "missing.crt");
    }

    /** A key for 127.0.0.1, made with the JDK's own tool; its certificate goes to the file. */
    private SSLContext selfSigned(Path pem) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("key.p12");
        char[] password = "changeit".toCharArray();
        keytool(
                "-genkeypair -alias v -keyalg EC -dname CN=v -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass changeit"
                        + " -keystore " + store);
        keytool("-exportcert -rfc -alias v -storepass changeit -keystore " + store + " -file " + pem);
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void fails(ThrowingCallable call, Code code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VcenterFailure.class, failure -> {
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
            assertThat(failure.getMessage()).contains(words);
            assertThat(failure.toSourceFailure().remedy()).isNotBlank();
        });
    }

    private static ManagedObject host(List<ManagedObject> answer, String id) {
        return answer.stream()
                .filter(object -> object.reference().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Vcenter connect() {
        return connect(FakeVcenter.PASSWORD);
    }

    private Vcenter connect(String password) {
        return vcenter(fake.url(), password, TIMEOUT);
    }

    private static Vcenter vcenter(URI url, String password, Duration timeout) {
        try {
            return new Vcenter(
                    new SoapClient(url, Tls.trusting(Optional.empty()), timeout, MAX_ANSWER),
                    FakeVcenter.USER,
                    () -> password,
                    50);
        } catch (VcenterFailure e) {
            throw new AssertionError(e);
        }
    }

    private static Vcenter vcenter(URI url, SSLContext tls) {
        return new Vcenter(
                new SoapClient(url, tls, TIMEOUT, MAX_ANSWER), FakeVcenter.USER, () -> FakeVcenter.PASSWORD, 50);
    }
}
