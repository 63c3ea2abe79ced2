package dev.leeward.bench;

import dev.leeward.local.UserError;
import dev.leeward.testkit.vsphere.MoveSpellings;
import dev.leeward.testkit.vsphere.PemCertificate;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A way to a vCenter, straight or through the gateway, for the simulator's one account. */
record VcenterWay(URI address, Path authority, String password) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Past any gateway. */
    static VcenterWay to(Vcsim vcsim) throws IOException {
        return new VcenterWay(URI.create(vcsim.url()), vcsim.certificate(), password(vcsim));
    }

    /** Through a gateway on a port of this machine. */
    static VcenterWay through(int port, PemCertificate certificate, Vcsim vcsim) throws IOException {
        return new VcenterWay(
                URI.create("https://127.0.0.1:" + port + "/sdk"), certificate.certificate(), password(vcsim));
    }

    private static String password(Vcsim vcsim) throws IOException {
        return Files.readString(vcsim.passwordFile()).strip();
    }

    HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(PemCertificate.trusting(authority))
                .build();
    }

    HttpResponse<String> send(HttpClient http, String session, String message) {
        try {
            return http.send(
                    HttpRequest.newBuilder(address)
                            .timeout(PATIENCE)
                            .header("Content-Type", "text/xml; charset=utf-8")
                            .header("Cookie", session)
                            .POST(BodyPublishers.ofString(message))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UserError(address + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    /** Signs in, and returns the session's cookie. */
    String login(HttpClient http) {
        var answer = send(
                http,
                "",
                MoveSpellings.message(
                        "<Login xmlns=\"urn:vim25\"><_this type=\"SessionManager\">SessionManager</_this><userName>"
                                + Vcsim.USER + "</userName><password>" + password + "</password></Login>"));
        return answer.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> cookie.split(";", 2)[0])
                .orElseThrow(() -> new UserError(address + " lets nobody in: " + answer.body()));
    }
}
