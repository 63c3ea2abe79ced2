package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are trusted. */
final class Tls {

    private Tls() {}

    /** Trusts what the file's certificates sign and nothing else; without a file, the JDK's authorities. */
    static SSLContext trusting(Optional<Path> caFile) throws VcenterFailure {
        if (caFile.isEmpty()) {
            return platform();
        }
        try (InputStream pem = Files.newInputStream(caFile.get())) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (authorities.isEmpty()) {
                throw unusable(caFile.get(), "it holds no certificate", null);
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate authority : authorities) {
                trusted.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(caFile.get(), String.valueOf(e.getMessage()), e);
        }
    }

    private static SSLContext platform() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static VcenterFailure unusable(Path file, String why, @Nullable Exception cause) {
        return new VcenterFailure(
                Code.CERTIFICATE_NOT_TRUSTED,
                "The ca-file " + file + " cannot be used: " + why + ".",
                "Let it hold the certificate of the vCenter's authority, in PEM form.",
                cause);
    }
}
