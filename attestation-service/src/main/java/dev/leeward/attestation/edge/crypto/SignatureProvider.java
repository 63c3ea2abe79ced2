package dev.leeward.attestation.edge.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Who checks and makes signatures: Amazon's provider where its native library loads and passes its own tests, else
 * Bouncy Castle, which is Java throughout. On P-256 the one is about ten times, the other six times as fast as the JDK's
 * provider. It is used without being registered, so that nothing else changes but who checks the RSA signatures of tokens.
 *
 * @param jca the provider
 * @param words why it is this one
 */
public record SignatureProvider(Provider jca, String words) {

    /** The fastest that works here. */
    public static SignatureProvider fastest() {
        return usable().getFirst();
    }

    /** Has RSA signatures checked by it wherever nobody names a provider, if that is faster than what the JDK does. */
    void lendRsa() {
        if (jca instanceof AmazonCorrettoCryptoProvider) {
            Security.insertProviderAt(new RsaSignatures(jca), 1);
        }
    }

    /** Every one that works here, the fastest first. */
    public static List<SignatureProvider> usable() {
        String failure = corretto();
        SignatureProvider java = new SignatureProvider(
                new BouncyCastleProvider(),
                failure.isEmpty() ? "Java throughout" : "Amazon's provider does not work here: " + failure);
        return failure.isEmpty()
                ? List.of(new SignatureProvider(AmazonCorrettoCryptoProvider.INSTANCE, "native"), java)
                : List.of(java);
    }

    /** Why Amazon's provider cannot be used; empty where it can. */
    private static String corretto() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        Throwable missing = provider.getLoadingError();
        if (missing != null) {
            return causes(missing);
        }
        SelfTestStatus tested = provider.runSelfTests();
        return tested == SelfTestStatus.PASSED ? "" : "its own tests say " + tested;
    }

    private static String causes(Throwable failure) {
        return String.join(
                ", because ",
                Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                        .map(Throwable::toString)
                        .toList());
    }

    /** Name and version, as an operator knows it. */
    public String name() {
        return jca.getName() + "-" + jca.getVersionStr();
    }
}
