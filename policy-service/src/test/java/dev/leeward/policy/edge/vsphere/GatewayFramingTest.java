package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.vsphere.MoveSpellings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be read in two ways is refused, or decided as what the vCenter would read; it never passes unread. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class GatewayFramingTest extends GatewayCase {
    static Stream<String> spellings() {
        return new TreeMap<>(MoveSpellings.of("vm-x", "host-1")).keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void however_a_move_to_an_untrusted_host_is_spelled_it_does_not_reach_the_vcenter(String spelling) {
        HttpResponse<String> answer =
                soap(MoveSpellings.of(WEB, hosts.untrusted).getOrDefault(spelling, ""));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).containsAnyOf("does not pass this message on", "is not trusted", "could not decide");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void what_is_hidden_from_a_reader_of_text_is_decided_as_what_it_means() {
        for (String spelling : List.of("CDATA", "decimal character reference", "single quotes", "prefix of its own")) {
            assertThat(soap(MoveSpellings.of(WEB, hosts.untrusted).getOrDefault(spelling, ""))
                            .body())
                    .as(spelling)
                    .contains("Host " + hosts.untrusted + " is not trusted");
        }
    }

    @Test
    void a_body_that_is_not_plain_is_refused() throws IOException {
        String message = Calls.relocate(WEB, hosts.untrusted);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(message.getBytes(StandardCharsets.UTF_8));
        }

        refusedAsMessage(
                post().header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed.toByteArray())),
                "compressed");
        refusedAsMessage(post().POST(BodyPublishers.ofString(message, StandardCharsets.UTF_16)), "UTF-8");
        refusedAsMessage(
                post().setHeader("Content-Type", "text/xml; charset=utf-16")
                        .POST(BodyPublishers.ofString(message, StandardCharsets.UTF_16)),
                "charset");
        refusedAsMessage(
                post().setHeader("SOAPAction", "urn:vim25/6.7#CurrentTime").POST(BodyPublishers.ofString(message)),
                "SOAPAction");
        refusedAsMessage(post().POST(BodyPublishers.ofString(message + " ".repeat(5_000_000))), "longer than");
    }

    @Test
    void tricks_with_the_framing_reach_nothing() {
        String message = Calls.relocate(WEB, hosts.untrusted);
        String head = "POST /sdk HTTP/1.1\r\nHost: x\r\nCookie: " + FakeVcenter.COOKIE
                + "\r\nContent-Type: text/xml\r\nConnection: close\r\n";
        String chunk = Integer.toHexString(message.length()) + "\r\n" + message + "\r\n0\r\n\r\n";

        for (String request : List.of(
                head + "Content-Length: 5\r\nContent-Length: " + message.length() + "\r\n\r\n" + message,
                head + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" + chunk,
                head + "Transfer-Encoding: identity, chunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding: xchunked\r\n\r\n" + chunk,
                head + "Transfer-Encoding : chunked\r\n\r\n" + chunk,
                head.replace("POST /sdk", "GET /sdk") + "Content-Length: " + message.length() + "\r\n\r\n" + message,
                head.replace("POST /sdk", "POST /%73dk") + "Content-Length: " + message.length() + "\r\n\r\n" + message,
                head.replace("POST /sdk", "POST https://x/sdk") + "Content-Length: " + message.length() + "\r\n\r\n"
                        + message,
                head.replace("POST /sdk", "post /sdk") + "Content-Length: " + message.length() + "\r\n\r\n" + message,
                head.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nUpgrade: h2c\r\n") + "Content-Length: " + message.length()
                        + "\r\n\r\n" + message)) {
            assertThat(gateway.raw(request)).as(request).doesNotContain("task-1");
        }
        assertThat(vcenter.received).noneMatch(received -> received.contains("RelocateVM_Task"));
    }

    @Test
    void a_message_in_chunks_is_judged_as_a_whole() {
        String message = Calls.relocate(WEB, hosts.untrusted);
        StringBuilder chunks = new StringBuilder("POST /sdk HTTP/1.1\r\nHost: x\r\nCookie: " + FakeVcenter.COOKIE
                + "\r\nContent-Type: text/xml\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < message.length(); i++) {
            chunks.append("1;x=y\r\n").append(message.charAt(i)).append("\r\n");
        }

        assertThat(gateway.raw(chunks + "0\r\nX-Trailer: 1\r\n\r\n")).contains("is not trusted");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void json_that_can_be_read_in_two_ways_is_refused() {
        String relocate = "/api/vcenter/vm/vm-web?action=relocate";
        for (String body : List.of(
                "{\"placement\":{\"host\":\"a\",\"host\":\"b\"}}",
                "{\"placement\":{\"host\":\"a\",\"h\\u006fst\":\"b\"}}",
                "{\"placement\":{\"host\":\"a\",\"Host\":\"b\"}}",
                "{\"placement\":[{\"host\":\"a\"},{\"host\":\"b\"}]}"
                        .replace("[", "[[")
                        .replace("]", "]]"),
                "{\"placement\":{\"host\":\"a\"}} {\"placement\":{}}",
                "{\"placement\":{\"host\":\"a\"},}",
                "{'placement':{'host':'a'}}",
                "[]",
                "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}",
                "{\"placement\":{\"host\":\"a b\"}}",
                "placement=host")) {
            HttpResponse<String> answer = gateway.json(relocate, body);

            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).as(body).contains("INVALID_ARGUMENT", "does not pass this message on");
        }
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void a_reference_that_says_more_than_one_is_no_reference() {
        HttpResponse<String> answer = gateway.json(
                "/sdk/vim25/8.0.1.0/VirtualMachine/vm-web/RelocateVM_Task",
                "{\"spec\":{\"host\":{\"type\":\"HostSystem\",\"value\":\"" + hosts.trusted + "\",\"Value\":\""
                        + hosts.untrusted + "\"}}}");

        assertThat(answer.body()).contains("host is no reference");
        assertThat(vcenter.received).isEmpty();
    }

    @Test
    void who_asks_is_said_in_one_way_only() {
        String message = Calls.relocate(WEB, hosts.untrusted);
        String head = "POST /sdk HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: "
                + message.length() + "\r\n";

        for (String who : List.of(
                "Cookie: " + FakeVcenter.COOKIE + "\r\nCookie: vmware_soap_session=other\r\n",
                "Cookie: " + FakeVcenter.COOKIE + "; vmware_soap_session=other\r\n",
                "Cookie: " + FakeVcenter.COOKIE + "\r\nAuthorization: Basic YTpi\r\n",
                "vmware-api-session-id: a\r\nvmware-api-session-id: b\r\n")) {
            assertThat(gateway.raw(head + who + "\r\n" + message)).as(who).contains("whose session");
        }
        assertThat(vcenter.received).isEmpty();
    }

    private HttpRequest.Builder post() {
        return gateway.request("/sdk").header("Content-Type", "text/xml").header("Cookie", FakeVcenter.COOKIE);
    }

    private void refusedAsMessage(HttpRequest.Builder request, String why) {
        HttpResponse<String> answer = gateway.send(request);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("does not pass this message on", why);
        assertThat(vcenter.received).isEmpty();
    }
}
