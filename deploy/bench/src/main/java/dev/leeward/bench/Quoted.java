package dev.leeward.bench;

import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.EvidenceVerifier;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.host.HostId;
import dev.leeward.local.UserError;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EventLogWriter;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import dev.leeward.testkit.tpm.TpmKeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/**
 * A quote of a software TPM over all PCRs of a challenge, in a TPM's own structures, with all that is needed to check it.
 *
 * @param challenge what it answers
 * @param key the pinned key
 * @param publicKey the same in X.509, for others
 * @param submission what the host sends
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Quoted(Challenge challenge, AttestationKey key, byte[] publicKey, Submission submission) {
    private static final UUID ID = new UUID(1, 2);

    /** Of a host that measured its boot and a hypervisor: the log is replayed. */
    static Quoted withLog(TpmKeyKind kind) {
        var tpm = SoftwareTpm.manufacture(Clock.systemUTC(), TpmKeyKind.ECC_P256, kind);
        var host = MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1"));
        var challenge = issued();
        return of(challenge, tpm, host.evidence(challenge.nonce().toArray(), selection(challenge)));
    }

    /** Of a TPM that was just powered on, where nothing was measured: the log is its header, and there is nothing to replay. */
    static Quoted withoutLog(TpmKeyKind kind) {
        var tpm = SoftwareTpm.manufacture(Clock.systemUTC(), TpmKeyKind.ECC_P256, kind);
        var challenge = issued();
        var quote = tpm.quote(challenge.nonce().toArray(), selection(challenge));
        Map<Integer, String> pcrs = new HashMap<>();
        for (int pcr : selection(challenge)) {
            pcrs.put(pcr, HexFormat.of().formatHex(tpm.pcr(pcr)));
        }
        return of(
                challenge,
                tpm,
                new Submission(
                        Bytes.of(quote.attest()),
                        Bytes.of(quote.signature()),
                        Bytes.of(new EventLogWriter().bytes()),
                        PcrValues.ofHex(pcrs),
                        Map.of()));
    }

    private static Quoted of(Challenge challenge, SoftwareTpm tpm, HostEvidence evidence) {
        return of(
                challenge,
                tpm,
                new Submission(
                        decoded(evidence.quote()),
                        decoded(evidence.signature()),
                        decoded(evidence.eventLog()),
                        PcrValues.ofHex(evidence.pcrs()),
                        evidence.facts()));
    }

    private static Quoted of(Challenge challenge, SoftwareTpm tpm, Submission submission) {
        try {
            return new Quoted(
                    challenge,
                    AttestationKey.parse(Bytes.of(tpm.attestationPublic())),
                    tpm.attestationKey().getEncoded(),
                    submission);
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    private static Challenge issued() {
        var now = Instant.now();
        return new Challenge(
                new UUID(3, 4),
                new HostId("bench-1"),
                Bytes.repeat(0x5A, Challenge.NONCE_LENGTH),
                PcrSelection.ofChallenge(),
                now,
                now.plusSeconds(60),
                false);
    }

    private static int[] selection(Challenge challenge) {
        return challenge.selection().indexes().toArray();
    }

    private static Bytes decoded(String base64) {
        return Bytes.of(Base64.getDecoder().decode(base64));
    }

    /** Checks it whole, as the service does. */
    void verify(EvidenceVerifier verifier) {
        if (!(verifier.verify(ID, key, challenge, submission) instanceof EvidenceVerifier.Outcome.Genuine)) {
            throw new IllegalStateException("a good quote was refused");
        }
    }

    /** Lays it out for {@code tpm2_checkquote}, and says how that is called. */
    String[] forTools(Path folder) {
        try {
            Files.write(folder.resolve("quote"), submission.quote().toArray());
            Files.write(folder.resolve("signature"), submission.signature().toArray());
            Files.writeString(
                    folder.resolve("ak.pem"),
                    "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(publicKey)
                            + "\n-----END PUBLIC KEY-----\n");
        } catch (IOException e) {
            throw new UserError("cannot write in " + folder + ": " + e.getMessage(), e);
        }
        return new String[] {
            "tpm2_checkquote",
            "-u",
            "ak.pem",
            "-m",
            "quote",
            "-s",
            "signature",
            "-g",
            "sha256",
            "-q",
            challenge.nonce().hex()
        };
    }
}
