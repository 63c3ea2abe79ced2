package dev.leeward.policy.edge.crypto;

import dev.leeward.policy.app.MigrationAuthority;
import dev.leeward.policy.app.MigrationCaConfig;
import dev.leeward.policy.edge.crypto.AuthorityFiles.Loaded;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signs with the authorities of a folder, which is looked at whenever one is needed: the lexically last one that has a key
 * signs, and all count. At the start a mistake in the folder ends the service; later it is logged, and the last good ones
 * stay in force.
 */
@Singleton
class AuthorityFolder implements MigrationAuthority {

    private static final Logger LOG = Logger.getLogger(AuthorityFolder.class);
    private static final int SERIAL_BITS = 127;

    private final Optional<Path> folder;
    private final SecureRandom random = new SecureRandom();

    private List<Loaded> inForce = List.of();
    private SortedMap<String, String> applied = Collections.emptySortedMap();
    private @Nullable String lastMistake;

    AuthorityFolder(MigrationCaConfig config, Clock clock, MeterRegistry metrics) {
        folder = config.authorities();
        if (folder.isPresent()) {
            Gauge.builder("leeward.migration.ca.remaining", () -> remaining(clock.instant()))
                    .description("Time until the authority that signs migration certificates ends")
                    .baseUnit("seconds")
                    .register(metrics);
        }
    }

    synchronized void onStart(@Observes StartupEvent start) {
        if (folder.isPresent()) {
            try {
                apply(folder.get(), AuthorityFiles.texts(folder.get()));
            } catch (AuthorityMistake e) {
                throw new IllegalStateException(
                        "The folder %s of leeward.migration-ca.authorities cannot be used: %s."
                                .formatted(folder.get(), e.getMessage()),
                        e);
            }
        }
    }

    private double remaining(Instant now) {
        return issuing()
                .map(authority -> Duration.between(now, authority.notAfter()).toSeconds())
                .orElse(0L);
    }

    private void apply(Path path, SortedMap<String, String> texts) throws AuthorityMistake {
        inForce = AuthorityFiles.parse(texts);
        applied = texts;
        lastMistake = null;
        LOG.infof(
                "migration-ca.applied folder=%s signs=%s all=%s",
                path,
                signing().map(Loaded::id).orElse(""),
                inForce.stream().map(Loaded::id).toList());
    }

    private synchronized List<Loaded> loaded() {
        if (folder.isEmpty()) {
            return List.of();
        }
        try {
            SortedMap<String, String> texts = AuthorityFiles.texts(folder.get());
            if (!texts.equals(applied)) {
                apply(folder.get(), texts);
            }
        } catch (AuthorityMistake e) {
            if (!Objects.equals(e.getMessage(), lastMistake)) {
                lastMistake = e.getMessage();
                LOG.errorf(
                        "migration-ca.refused folder=%s: %s. The last good authorities stay in force.",
                        folder.get(), lastMistake);
            }
        }
        return inForce;
    }

    private Optional<Loaded> signing() {
        return inForce.stream().filter(authority -> authority.key() != null).reduce((_, later) -> later);
    }

    @Override
    public synchronized List<Authority> authorities() {
        loaded();
        String signs = signing().map(Loaded::id).orElse("");
        return inForce.stream()
                .map(authority -> described(authority, authority.id().equals(signs)))
                .toList();
    }

    @Override
    public Optional<Authority> issuing() {
        return authorities().stream().filter(Authority::issuing).findFirst();
    }

    private static Authority described(Loaded authority, boolean issuing) {
        var certificate = authority.certificate();
        try {
            return new Authority(
                    authority.id(),
                    certificate.getSubjectX500Principal().getName(),
                    sha256(certificate.getEncoded()),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    issuing,
                    pem(certificate));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("what was read as a certificate can be written", e);
        }
    }

    @Override
    public Reading read(String request) {
        return KeyRequests.read(request);
    }

    @Override
    public synchronized Signed sign(Content content) {
        Loaded authority = signing().orElseThrow(() -> new IllegalStateException("there is no authority that signs"));
        try {
            BigInteger serial = new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
            X509CertificateHolder certificate = certificate(content, authority, serial);
            return new Signed(
                    authority.id(), serial.toString(16), sha256(content.key().getEncoded()), pem(certificate));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the authority " + authority.id() + " cannot sign", e);
        }
    }

    /**
     * For both sides of TLS. Its usage is not critical: libvirt and QEMU of today want keyEncipherment in a usage that is,
     * and RFC 8813 forbids that for such a key.
     */
    private static X509CertificateHolder certificate(Content content, Loaded authority, BigInteger serial)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        GeneralName[] names = content.names().stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        PrivateKey key = Objects.requireNonNull(authority.key());
        return new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(authority
                                .certificate()
                                .getSubjectX500Principal()
                                .getEncoded()),
                        serial,
                        Date.from(content.notBefore()),
                        Date.from(content.notAfter()),
                        new X500NameBuilder()
                                .addRDN(BCStyle.CN, content.host().value())
                                .build(),
                        content.key())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, false, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }))
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        extensions.createAuthorityKeyIdentifier(authority.certificate()))
                .addExtension(
                        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(content.key()))
                .build(new JcaContentSignerBuilder(authority.algorithm()).build(key));
    }

    private static String pem(Object certificate) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return text.toString();
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
