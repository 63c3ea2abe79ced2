package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.attestation.enrolment.EndorsementCertificate;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;
import dev.leeward.attestation.evidence.Malformed;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between what is known of a TPM and the columns of it, for hosts and for enrolments. */
final class EndorsementMapper {

    private EndorsementMapper() {}

    static AttestationKey attestationKey(String owner, byte[] publicArea) {
        try {
            return AttestationKey.parse(Bytes.of(publicArea));
        } catch (Malformed e) {
            throw new IllegalStateException("the attestation key of " + owner + " is damaged", e);
        }
    }

    static Endorsement endorsement(
            String owner,
            byte[] ekPublic,
            boolean akBelowEk,
            @Nullable Map<String, String> certificate,
            @Nullable UUID root) {
        try {
            return new Endorsement(
                    EndorsementKey.parse(Bytes.of(ekPublic)),
                    akBelowEk,
                    certificate == null ? null : certificate(certificate),
                    root);
        } catch (Malformed e) {
            throw new IllegalStateException("the endorsement key of " + owner + " is damaged", e);
        }
    }

    static @Nullable Map<String, String> columns(@Nullable EndorsementCertificate certificate) {
        return certificate == null
                ? null
                : Map.of(
                        "subject", certificate.subject(),
                        "issuer", certificate.issuer(),
                        "serialNumber", certificate.serialNumber(),
                        "manufacturer", certificate.manufacturer(),
                        "model", certificate.model(),
                        "version", certificate.version(),
                        "notAfter", certificate.notAfter().toString());
    }

    private static EndorsementCertificate certificate(Map<String, String> columns) {
        return new EndorsementCertificate(
                there(columns, "subject"),
                there(columns, "issuer"),
                there(columns, "serialNumber"),
                there(columns, "manufacturer"),
                there(columns, "model"),
                there(columns, "version"),
                Instant.parse(there(columns, "notAfter")));
    }

    private static String there(Map<String, String> columns, String name) {
        String value = columns.get(name);
        if (value == null) {
            throw new IllegalStateException("a kept endorsement certificate lacks " + name);
        }
        return value;
    }
}
