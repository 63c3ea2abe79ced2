package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.EvidenceVerifier.Outcome;
import dev.leeward.attestation.host.HostId;
import dev.leeward.testkit.tpm.EventLogWriter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotes that a real implementation of the TPM signed, as its tools returned them: the seeds of the fuzz targets. */
class RecordedQuotesTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Challenge CHALLENGE = new Challenge(
            new UUID(3, 4),
            new HostId("host-1"),
            Bytes.repeat(0x5A, 32),
            PcrSelection.ofChallenge(),
            NOW,
            NOW.plusSeconds(60),
            false);

    private final EvidenceVerifier verifier = new EvidenceVerifier(new BouncyCastleProvider());

    @ParameterizedTest
    @CsvSource({"swtpm-p256, ECDSA_P256_SHA256", "swtpm-rsa, RSASSA_2048_SHA256"})
    void they_verify_under_both_schemes(String name, SignatureScheme scheme) throws Exception {
        AttestationKey key = AttestationKey.parse(seed("AttestationKeyTarget", name));

        assertThat(key.scheme()).isEqualTo(scheme);
        assertThat(verifier.verify(new UUID(1, 2), key, CHALLENGE, submission(name)))
                .isInstanceOf(Outcome.Genuine.class);
    }

    /** That TPM had just started: nothing was measured, and nothing launched. */
    private static Submission submission(String name) throws IOException {
        NavigableMap<Integer, Bytes> pcrs = new TreeMap<>();
        CHALLENGE.selection().indexes().forEach(pcr -> pcrs.put(pcr, Bytes.repeat(pcr < 17 ? 0 : 0xFF, 32)));
        return new Submission(
                seed("QuoteTarget", name),
                seed("SignatureTarget", name),
                Bytes.of(new EventLogWriter().bytes()),
                new PcrValues(pcrs),
                Map.of());
    }

    private static Bytes seed(String target, String name) throws IOException {
        String file = "/fuzz/" + target + "/" + name;
        try (InputStream in = RecordedQuotesTest.class.getResourceAsStream(file)) {
            return Bytes.of(Objects.requireNonNull(in, file).readAllBytes());
        }
    }
}
