package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One vCenter's SOAP endpoint and the session cookie that it gave. Answers are bounded in size and in time. */
final class SoapClient implements AutoCloseable {

    private static final String SESSION_COOKIE = "vmware_soap_session";

    private final HttpClient http;
    private final URI address;
    private final Duration timeout;
    private final long maxAnswer;

    private volatile @Nullable String cookie;

    /**
     * A client of one endpoint.
     *
     * @param timeout how long one call may take, from the connection to the answer's last byte
     * @param maxAnswer bytes of an answer that are read at most
     */
    SoapClient(URI address, SSLContext tls, Duration timeout, long maxAnswer) {
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.address = address;
        this.timeout = timeout;
        this.maxAnswer = maxAnswer;
    }

    /** Forgets the session. */
    void forget() {
        cookie = null;
    }

    /**
     * Calls a method of a managed object.
     *
     * @param arguments the arguments as XML, after {@code _this}
     * @return the element {@code ...Response}
     */
    Xml call(String method, Reference target, String arguments) throws VcenterFailure {
        HttpResponse<byte[]> answer = send(method, envelope(method, target, arguments));
        answer.headers().allValues("Set-Cookie").stream()
                .filter(header -> header.startsWith(SESSION_COOKIE + "="))
                .findFirst()
                .ifPresent(header -> cookie = header.split(";", 2)[0]);
        return result(method, target, answer);
    }

    private static String envelope(String method, Reference target, String arguments) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><soapenv:Body>"
                + "<" + method + " xmlns=\"urn:vim25\">" + target.as("_this") + arguments + "</" + method + ">"
                + "</soapenv:Body></soapenv:Envelope>";
    }

    private HttpResponse<byte[]> send(String method, String envelope) throws VcenterFailure {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "urn:vim25")
                .POST(BodyPublishers.ofString(envelope, StandardCharsets.UTF_8));
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxAnswer));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw timedOut(method, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable("the call was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(method, e.getCause() == null ? e : e.getCause());
        }
    }

    private VcenterFailure failure(String method, Throwable cause) {
        return switch (cause) {
            case HttpTimeoutException e -> timedOut(method, e);
            case SSLException e ->
                new VcenterFailure(
                        Code.CERTIFICATE_NOT_TRUSTED,
                        "No trusted TLS connection to " + address.getHost() + ": " + e.getMessage() + ".",
                        "Name the file with the certificate of its authority (ca-file), and its full host name in the url.",
                        e);
            case IOException e when String.valueOf(e.getMessage()).contains("exceeds capacity") -> tooLarge(method, e);
            default -> unreachable(words(cause), cause);
        };
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private VcenterFailure tooLarge(String method, Throwable cause) {
        return new VcenterFailure(
                Code.ANSWER_TOO_LARGE,
                "The answer of " + address.getHost() + " to " + method + " has more than " + maxAnswer + " bytes.",
                "Check that the url is a vCenter's; if it is, ask for fewer hosts at a time (page-size).",
                cause);
    }

    private VcenterFailure timedOut(String method, Throwable cause) {
        return new VcenterFailure(
                Code.TIMED_OUT,
                address.getHost() + " did not answer " + method + " within " + timeout.toMillis() + " ms.",
                "Look at the load of the vCenter and the way to it, or raise timeout.",
                cause);
    }

    private VcenterFailure unreachable(String why, Throwable cause) {
        return new VcenterFailure(
                Code.UNREACHABLE,
                "No connection to " + address.getRawAuthority() + ": " + why + ".",
                "Check that the vCenter runs, its url, and the network policy between here and there.",
                cause);
    }

    private Xml result(String method, Reference target, HttpResponse<byte[]> answer) throws VcenterFailure {
        int status = answer.statusCode();
        if (status != 200 && status != 500) {
            throw new VcenterFailure(
                    Code.UNEXPECTED_STATUS,
                    address.getHost() + " answered " + method + " with HTTP status " + status + ".",
                    "Check that the url ends in /sdk and that no proxy stands before the vCenter.");
        }
        try {
            Optional<Xml> content = Xml.parse(answer.body())
                    .at("Body")
                    .flatMap(body -> body.children().stream().findFirst());
            if (content.isPresent() && content.get().name().equals("Fault")) {
                throw Fault.of(method, target, content.get());
            }
            return content.filter(element -> element.name().equals(method + "Response"))
                    .orElseThrow(() -> new Xml.Unreadable("it holds neither a response nor a fault"));
        } catch (Xml.Unreadable e) {
            throw new VcenterFailure(
                    Code.MALFORMED_ANSWER,
                    "The answer of " + address.getHost() + " to " + method + " cannot be read: " + e.getMessage() + ".",
                    "Check that the url is a vCenter's, ends in /sdk, and that no proxy stands before it.",
                    e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
