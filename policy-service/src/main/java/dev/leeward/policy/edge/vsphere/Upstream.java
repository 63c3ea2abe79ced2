package dev.leeward.policy.edge.vsphere;

import dev.leeward.messaging.tls.TlsListener;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** The vCenter's address and the connections to it, which clients and look-ups share. */
final class Upstream {

    private final HttpClient client;
    private final URI address;
    private final boolean tls;
    private final int port;

    Upstream(Vertx vertx, URI address, GatewaySettings settings) {
        this.address = checked(address);
        this.tls = address.getScheme().equals("https");
        this.port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setSsl(tls)
                .setVerifyHost(tls)
                .setTcpNoDelay(true)
                .setKeepAliveTimeout(20)
                .setMaxHeaderSize(TlsListener.MAX_HEADERS)
                .setConnectTimeout((int) settings.connectTimeout().toMillis());
        settings.upstreamCa()
                .ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(settings.connections()));
    }

    /** TLS always, but on this machine. */
    private static URI checked(URI address) {
        boolean bare = address.getHost() != null
                && address.getRawUserInfo() == null
                && (address.getRawPath() == null || address.getRawPath().matches("/?"))
                && address.getRawQuery() == null;
        boolean secure = "https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && local(address));
        if (!bare || !secure) {
            throw new IllegalStateException(
                    "leeward.vsphere-gateway.upstream: is no https address of a vCenter without a"
                            + " path, for example https://vcenter.example.com (plain http on loopback only)");
        }
        return address;
    }

    private static boolean local(URI address) {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    HttpClient client() {
        return client;
    }

    /** Host and port, for people. */
    String authority() {
        return address.getRawAuthority();
    }

    /** The beginning of its own addresses. */
    String origin() {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /** A request to it. */
    RequestOptions request(HttpMethod method, String uri) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(address.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(uri);
    }
}
