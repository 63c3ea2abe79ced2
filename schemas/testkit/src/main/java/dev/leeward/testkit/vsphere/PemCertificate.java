package dev.leeward.testkit.vsphere;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 with its key, as PEM files, made once in a folder with the JDK's own tool. */
public record PemCertificate(Path certificate, Path key) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** The certificate in a folder; it is made where there is none. */
    public static PemCertificate in(Path folder) {
        Path store = folder.resolve("gateway.p12");
        Path certificate = folder.resolve("gateway.crt");
        if (Files.exists(folder.resolve("gateway.key"))) {
            return new PemCertificate(certificate, folder.resolve("gateway.key"));
        }
        try {
            keytool("-genkeypair -alias g -keyalg RSA -keysize 2048 -dname CN=gateway -ext san=ip:127.0.0.1 -validity 2"
                    + " -storetype PKCS12 -storepass changeit -keystore " + store);
            keytool("-exportcert -rfc -alias g -storepass changeit -keystore " + store + " -file " + certificate);
            byte[] encoded = KeyStore.getInstance(store.toFile(), PASSWORD)
                    .getKey("g", PASSWORD)
                    .getEncoded();
            Path key = Files.writeString(
                    folder.resolve("gateway.key"),
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                            + "\n-----END PRIVATE KEY-----\n");
            return new PemCertificate(certificate, key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts this certificate, or another in such a file, and nothing else. */
    public static SSLContext trusting(Path certificate) {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }
}
