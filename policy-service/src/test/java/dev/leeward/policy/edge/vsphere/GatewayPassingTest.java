package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.vsphere.PemCertificate;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves nothing passes as it is, both ways; what acts behind the gateway is closed. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class GatewayPassingTest extends GatewayCase {
    @Test
    void what_moves_within_the_vcenter_is_closed() {
        HttpResponse<String> answer = gateway.send(gateway.request("/ui/").GET());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("/ui acts within the vCenter");
        assertThat(gateway.send(gateway.request("/new-service/sdk").POST(BodyPublishers.ofString("x")))
                        .body())
                .contains("a service that this gateway does not know");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void everything_else_passes_as_it_is() {
        HttpResponse<String> answer = gateway.send(gateway.request("/moved?a=%20b")
                .header("X-Custom", "1")
                .header("X-HTTP-Method-Override", "DELETE")
                .GET());

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("/elsewhere");
        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1; Secure", "b=2");
        assertThat(gateway.send(gateway.request("/x?a=%20b").method("DELETE", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(vcenter.received).containsExactly("DELETE /x?a=%20b ");
    }

    @Test
    void long_answers_and_long_bodies_stream_both_ways() throws Exception {
        long blocks = 3_000;
        HttpResponse<InputStream> big =
                gateway.http().send(gateway.request("/big?blocks=" + blocks).build(), BodyHandlers.ofInputStream());
        try (InputStream body = big.body()) {
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(blocks * 64 * 1024);
        }

        byte[] block = new byte[1024 * 1024];
        HttpResponse<String> uploaded = gateway.send(
                gateway.request("/upload").PUT(BodyPublishers.ofByteArrays(Collections.nCopies(100, block))));
        assertThat(uploaded.statusCode()).isEqualTo(201);
        assertThat(vcenter.uploaded.get()).isEqualTo(100L * 1024 * 1024);
    }

    @Test
    void whoever_waits_for_updates_holds_nobody_up() {
        CompletableFuture<HttpResponse<String>> waiting =
                gateway.http().sendAsync(gateway.request("/wait").build(), BodyHandlers.ofString());

        assertThat(gateway.send(gateway.request("/moved").GET()).statusCode()).isEqualTo(302);
        assertThat(waiting).isNotDone();
        await().atMost(Duration.ofSeconds(10)).until(waiting::isDone);
        assertThat(waiting.join().body()).isEqualTo("updates");
    }

    @Test
    void an_answer_that_is_cut_off_is_cut_off_for_the_client_too() {
        assertThat(gateway.raw("GET /cut HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("only this");
    }

    @Test
    void a_vcenter_that_is_down_is_said_to_be() {
        vcenter.close();

        HttpResponse<String> soap =
                soap(SoapMessage.call("CurrentTime", new Reference("ServiceInstance", "ServiceInstance"), ""));
        assertThat(soap.statusCode()).isEqualTo(500);
        assertThat(soap.body()).contains("The vCenter behind this Leeward gateway", "does not answer");
        assertThat(gateway.send(gateway.request("/folder/x").GET()).statusCode())
                .isEqualTo(502);
        assertThat(soap(Calls.relocate(WEB, hosts.trusted)).body()).contains("the vCenter cannot be reached");
        vcenter = FakeVcenter.start(service.vertx);
    }

    @Test
    void a_mistake_in_the_configuration_ends_the_start_and_is_named() {
        for (Map<String, String> mistake : List.of(
                Map.of("upstream", "http://vcenter.example.com"),
                Map.of("upstream", "https://user:secret@vcenter.example.com"),
                Map.of("upstream", "https://vcenter.example.com/sdk"),
                Map.of("key", "/none"),
                Map.of("passed-methods", "RelocateVM_Task"),
                Map.of("user", "reader"))) {
            Map<String, String> settings = new HashMap<>(mistake);
            assertThat(catchThrowable(() -> gateway(settings)))
                    .as(mistake.toString())
                    .hasMessageContaining("leeward.vsphere-gateway.");
        }
    }

    @Test
    void a_renewed_certificate_is_taken_into_use(@TempDir Path own, @TempDir Path other) throws Exception {
        gateway.close();
        gateway = TestGateway.before(vcenter.url(), own, service, Map.of());
        assertThat(gateway.renewed()).isFalse();

        PemCertificate renewed = PemCertificate.in(other);
        Files.copy(renewed.certificate(), own.resolve("gateway.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(renewed.key(), own.resolve("gateway.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(
                own.resolve("gateway.key"), FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(gateway.renewed()).isTrue();
        try (HttpClient trusting = HttpClient.newBuilder()
                .sslContext(PemCertificate.trusting(renewed.certificate()))
                .build()) {
            assertThat(trusting.send(gateway.request("/moved").build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(302);
        }
    }
}
