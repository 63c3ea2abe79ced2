package dev.leeward.testkit.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own parser, which is stricter than the one that wrote them, reads what the authority makes. */
class EndorsementAuthorityTest {
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private final EndorsementAuthority maker = EndorsementAuthority.root("Maker", MADE);
    private final SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());

    @Test
    void itCertifiesEndorsementKeysAsTheProfileSays() throws Exception {
        X509Certificate certificate = read(maker.certify(EndorsementAuthority.Draft.of(tpm.endorsementKey(), MADE)));

        certificate.verify(read(maker.certificate()).getPublicKey());
        assertThat(certificate.getPublicKey()).isEqualTo(tpm.endorsementKey());
        assertThat(certificate.getExtendedKeyUsage()).containsExactly(EndorsementAuthority.FOR_ENDORSEMENT);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getCriticalExtensionOIDs()).contains("2.5.29.17");
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(MADE);
    }

    @Test
    void itRevokesWhatItIsAskedTo() throws Exception {
        byte[] revoked = maker.certify(EndorsementAuthority.Draft.of(tpm.endorsementKey(), MADE));
        byte[] other = maker.certify(EndorsementAuthority.Draft.of(tpm.endorsementKey(), MADE));

        X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(maker.revocationList(MADE, MADE.plusSeconds(60), revoked)));

        list.verify(read(maker.certificate()).getPublicKey());
        assertThat(list.isRevoked(read(revoked))).isTrue();
        assertThat(list.isRevoked(read(other))).isFalse();
    }

    @Test
    void aSavedAuthorityGoesOn(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("maker.properties");

        maker.save(file);
        EndorsementAuthority loaded = EndorsementAuthority.load(file);

        assertThat(loaded.certificate()).isEqualTo(maker.certificate());
        read(loaded.certify(EndorsementAuthority.Draft.of(tpm.endorsementKey(), MADE)))
                .verify(read(maker.certificate()).getPublicKey());
    }

    private static X509Certificate read(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
