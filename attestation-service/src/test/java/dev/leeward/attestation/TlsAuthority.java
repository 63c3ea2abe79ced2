package dev.leeward.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority made with the JDK's keytool, and what servers with certificates of it need to speak TLS. */
final class TlsAuthority {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private int servers;

    private TlsAuthority(Path folder) {
        this.folder = folder;
    }

    static TlsAuthority create(Path folder) throws IOException, InterruptedException {
        TlsAuthority authority = new TlsAuthority(Files.createDirectories(folder));
        authority.keytool("-genkeypair -alias ca -keystore ca.p12 -keyalg EC -dname CN=ca -validity 2"
                + " -ext bc:critical=ca:true -ext ku:critical=keyCertSign");
        authority.keytool("-exportcert -rfc -alias ca -keystore ca.p12 -file ca.pem");
        return authority;
    }

    /** Its certificate, PEM. */
    Path certificate() {
        return folder.resolve("ca.pem");
    }

    /**
     * A server with a certificate that is good for two days.
     *
     * @param name its subject alternative name, for example {@code ip:127.0.0.1}
     * @param since when the certificate comes into force, in days from now
     */
    SSLContext server(String name, int since) throws IOException, InterruptedException, GeneralSecurityException {
        String store = "server-" + ++servers + ".p12";
        keytool("-genkeypair -alias server -keystore " + store + " -keyalg EC -dname CN=server");
        keytool("-certreq -alias server -keystore " + store + " -file server.csr");
        keytool("-gencert -alias ca -keystore ca.p12 -infile server.csr -outfile server.crt -validity 2 -startdate "
                + since + "d -ext san=" + name);
        keytool("-importcert -noprompt -alias ca -keystore " + store + " -file ca.pem");
        keytool("-importcert -alias server -keystore " + store + " -file server.crt");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(folder.resolve(store))) {
            keys.load(content, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool " + arguments + ": " + said);
        }
    }
}
