package dev.leeward.attestation.evidence;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A public key as its numbers, checked. Each provider of the Java Cryptography Architecture makes a key of its own of them,
 * which it need not translate with every signature; the last one made is remembered.
 */
public final class PublicNumbers {

    private record Made(PublicKey key, @Nullable Provider by) {}

    private final String algorithm;
    private final KeySpec numbers;

    @Nullable private volatile Made made;

    PublicNumbers(String algorithm, KeySpec numbers) {
        this.algorithm = algorithm;
        this.numbers = numbers;
    }

    /** A key for Java's own cryptography. */
    PublicKey key() {
        try {
            return made(null);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /**
     * A key for this provider.
     *
     * @throws InvalidKeyException where it takes these numbers for no key
     */
    PublicKey key(Provider provider) throws InvalidKeyException {
        return made(provider);
    }

    @SuppressWarnings(
            "ReferenceEquality") // a provider equals another with the same entries, which is a long comparison
    private PublicKey made(@Nullable Provider by) throws InvalidKeyException {
        Made known = made;
        if (known == null || known.by() != by) {
            known = new Made(make(by), by);
            made = known;
        }
        return known.key();
    }

    private PublicKey make(@Nullable Provider by) throws InvalidKeyException {
        try {
            KeyFactory factory = by == null ? KeyFactory.getInstance(algorithm) : KeyFactory.getInstance(algorithm, by);
            return factory.generatePublic(numbers);
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the provider has no " + algorithm, e);
        }
    }
}
