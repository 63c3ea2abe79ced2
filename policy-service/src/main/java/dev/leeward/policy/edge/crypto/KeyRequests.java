package dev.leeward.policy.edge.crypto;

import dev.leeward.policy.app.MigrationAuthority.Reading;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Reads requests for certificates: of what they ask for, only the common name and the key count. */
final class KeyRequests {

    private static final Provider CRYPTOGRAPHY = new BouncyCastleProvider();

    private KeyRequests() {}

    static Reading read(String text) {
        try (PEMParser pem = new PEMParser(new StringReader(text))) {
            return pem.readObject() instanceof PKCS10CertificationRequest request && pem.readObject() == null
                    ? proven(request)
                    : new Reading.Unusable("it is no PKCS #10 request in PEM");
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            return unreadable(e);
        } catch (RuntimeException e) {
            return unreadable(e); // how the library takes some malformed encodings
        }
    }

    private static Reading unreadable(Exception e) {
        return new Reading.Unusable("it cannot be read (" + Shown.of(e.getMessage()) + ")");
    }

    private static Reading proven(PKCS10CertificationRequest request)
            throws GeneralSecurityException, OperatorCreationException, PKCSException {
        AlgorithmIdentifier algorithm = request.getSubjectPublicKeyInfo().getAlgorithm();
        ASN1Encodable curve = algorithm.getParameters();
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                || (!SECObjectIdentifiers.secp256r1.equals(curve) && !SECObjectIdentifiers.secp384r1.equals(curve))) {
            return new Reading.Unusable("its key is neither on the curve P-256 nor on P-384");
        }
        PublicKey key = new JcaPKCS10CertificationRequest(request)
                .setProvider(CRYPTOGRAPHY)
                .getPublicKey();
        if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                .setProvider(CRYPTOGRAPHY)
                .build(key))) {
            return new Reading.Unusable("it is not signed with the key that it names");
        }
        RDN[] subject = request.getSubject().getRDNs();
        if (subject.length != 1
                || subject[0].isMultiValued()
                || !subject[0].getFirst().getType().equals(BCStyle.CN)
                || !(subject[0].getFirst().getValue() instanceof ASN1String name)) {
            return new Reading.Unusable("its subject is not a common name and nothing else");
        }
        return new Reading.Proven(name.getString(), key);
    }
}
