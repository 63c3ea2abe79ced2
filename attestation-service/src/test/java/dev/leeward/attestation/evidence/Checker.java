package dev.leeward.attestation.evidence;

import dev.leeward.attestation.edge.crypto.SignatureProvider;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;
import java.util.stream.Stream;

/** A provider under test that checks signatures of a scheme: each that the service may choose here, and the JDK's own. */
record Checker(SignatureScheme scheme, Provider provider) {

    static Stream<Checker> all() {
        return Stream.of(SignatureScheme.values())
                .flatMap(scheme -> Stream.concat(
                                SignatureProvider.usable().stream().map(SignatureProvider::jca), Stream.of(jdk(scheme)))
                        .map(provider -> new Checker(scheme, provider)));
    }

    static Stream<Checker> fastest() {
        return Stream.of(SignatureScheme.values()).map(Checker::fastest);
    }

    static Checker fastest(SignatureScheme scheme) {
        return new Checker(scheme, SignatureProvider.fastest().jca());
    }

    private static Provider jdk(SignatureScheme scheme) {
        return Objects.requireNonNull(Security.getProvider(
                switch (scheme) {
                    case ECDSA_P256_SHA256 -> "SunEC";
                    case RSASSA_2048_SHA256 -> "SunRsaSign";
                }));
    }

    EvidenceVerifier verifier() {
        return new EvidenceVerifier(provider);
    }

    @Override
    public String toString() {
        return scheme + " by " + provider.getName();
    }
}
