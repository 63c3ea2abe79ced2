package dev.leeward.attestation.edge.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RSA signatures, lent by another provider, and nothing else of it. Registered first it has the signatures of bearer tokens
 * checked by that provider: Quarkus asks whichever is registered, and the JDK's takes several times as long.
 */
final class RsaSignatures extends Provider {

    private static final List<String> ALGORITHMS = List.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA");

    RsaSignatures(Provider lender) {
        super("LeewardRsaSignatures", lender.getVersionStr(), "RSA signatures of " + lender.getName());
        ALGORITHMS.stream()
                .flatMap(algorithm -> Optional.ofNullable(lender.getService("Signature", algorithm)).stream())
                .forEach(service -> putService(new Lent(this, service)));
    }

    /** A service of another provider. */
    private static final class Lent extends Service {

        private final Service service;

        private Lent(Provider borrower, Service service) {
            super(borrower, service.getType(), service.getAlgorithm(), service.getClassName(), List.of(), Map.of());
            this.service = service;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return service.newInstance(parameter);
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return service.supportsParameter(parameter);
        }
    }
}
