package dev.leeward.testkit.tpm;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A TPM 2.0 in software: one SHA-256 bank of 24 PCRs, an attestation key below an endorsement key, quotes in genuine TPM
 * structures, credential activation, and a clock whose counters move as those of a real TPM do on reboot, resume and power
 * loss.
 *
 * <p>Instances are safe for use by several threads.
 */
public final class SoftwareTpm {

    /** Number of PCRs in the bank. */
    public static final int PCR_COUNT = 24;

    private static final int FIRST_DYNAMIC = 17;
    private static final int LAST_DYNAMIC = 22;
    private static final long MAGIC = 0xFF54_4347L;
    private static final int ATTEST_QUOTE = 0x8018;
    /** A TPM writes its clock to non-volatile memory this often; a power loss falls back to what was written. */
    private static final long CLOCK_UPDATE_MILLIS = 4096;

    private static final HexFormat HEX = HexFormat.of();

    private volatile TpmKeys keys;
    private final InstantSource time;
    private final byte[][] pcrs = new byte[PCR_COUNT][32];
    private long firmwareVersion = 0x2024_0125_0012_0000L;
    private long resetCount;
    private long restartCount;
    private long clockBase;
    private Instant poweredAt;
    private long unsafeUntil;
    private boolean launched;
    private byte @Nullable [] endorsementCertificate;

    private SoftwareTpm(TpmKeys keys, InstantSource time) {
        this.keys = keys;
        this.time = time;
        this.poweredAt = time.instant();
    }

    /** A new TPM with keys of its own on P-256, powered on once. */
    public static SoftwareTpm manufacture(InstantSource time) {
        return manufacture(time, TpmKeyKind.ECC_P256, TpmKeyKind.ECC_P256);
    }

    /** A new TPM with keys of the given kinds, powered on once. */
    public static SoftwareTpm manufacture(InstantSource time, TpmKeyKind endorsement, TpmKeyKind attestation) {
        SoftwareTpm tpm = new SoftwareTpm(TpmKeys.generate(endorsement, attestation), time);
        tpm.reboot();
        return tpm;
    }

    /** Makes a new attestation key below the same endorsement key, in the place of the former. */
    public synchronized void renewAttestationKey(TpmKeyKind kind) {
        keys = new TpmKeys(keys.endorsement(), TpmKey.attestation(kind));
    }

    /** Puts the certificate of its endorsement key into the TPM. */
    public synchronized void endorse(byte[] certificate) {
        endorsementCertificate = certificate.clone();
    }

    /** The certificate of its endorsement key, as it was put in. */
    public synchronized Optional<byte[]> endorsementCertificate() {
        return Optional.ofNullable(endorsementCertificate).map(byte[]::clone);
    }

    /** The endorsement key as {@code TPM2B_PUBLIC}. */
    public byte[] endorsementPublic() {
        return keys.endorsement().publicArea();
    }

    /** The endorsement key for Java's own cryptography. */
    public PublicKey endorsementKey() {
        return keys.endorsement().publicKey();
    }

    /**
     * Releases the secret of a credential that is for this TPM and its attestation key.
     *
     * @param credentialBlob {@code TPM2B_ID_OBJECT}
     * @param encryptedSecret {@code TPM2B_ENCRYPTED_SECRET}
     * @throws IllegalArgumentException as a TPM answers TPM_RC_INTEGRITY
     */
    public byte[] activate(byte[] credentialBlob, byte[] encryptedSecret) {
        return new CredentialRelease(keys.endorsement())
                .release(credentialBlob, encryptedSecret, keys.attestation().name());
    }

    /** Restarts after an orderly shutdown: PCRs are reset, the clock goes on, {@code resetCount} grows. */
    public void reboot() {
        reboot(0);
    }

    /** As {@link #reboot()}, started by firmware at the given locality, which PCR 0 then starts from (0, 3 or 4). */
    public synchronized void reboot(int startupLocality) {
        if (startupLocality != 0 && startupLocality != 3 && startupLocality != 4) {
            throw new IllegalArgumentException("startup locality " + startupLocality + " is none of 0, 3, 4");
        }
        reset(clock(), startupLocality);
    }

    /** Loses power without a shutdown: the clock may go back, and {@code safe} is off until it has caught up. */
    public synchronized void powerLoss() {
        long written = clock() / CLOCK_UPDATE_MILLIS * CLOCK_UPDATE_MILLIS;
        reset(written, 0);
        unsafeUntil = written + CLOCK_UPDATE_MILLIS;
    }

    /** Sleeps and wakes (Startup STATE): static PCRs are kept, {@code restartCount} grows. */
    public synchronized void resume() {
        restartCount++;
        resetDynamic((byte) 0xFF);
        Arrays.fill(pcrs[16], (byte) 0);
        Arrays.fill(pcrs[23], (byte) 0);
        launched = false;
    }

    /** Extends a PCR: new value = SHA-256(old value, digest). PCRs 17 to 22 need a measured launch first. */
    public synchronized void extend(int pcr, byte[] digest) {
        if (digest.length != 32) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + digest.length);
        }
        if (pcr >= FIRST_DYNAMIC && pcr <= LAST_DYNAMIC && !launched) {
            throw new IllegalStateException("PCR " + pcr + " can be extended after a measured launch only");
        }
        pcrs[pcr] = TpmBytes.sha256(pcrs[pcr], digest);
    }

    /** A dynamic launch (DRTM): PCRs 17 to 22 become zero, PCR 17 is extended with the digest of the launched module. */
    public synchronized void measuredLaunch(byte[] module) {
        resetDynamic((byte) 0);
        launched = true;
        extend(FIRST_DYNAMIC, TpmBytes.sha256(module));
    }

    /** The current value of a PCR. */
    public synchronized byte[] pcr(int index) {
        return pcrs[index].clone();
    }

    /** Signs the selected PCRs together with the qualifying data (the verifier's nonce). */
    public synchronized TpmQuote quote(byte[] qualifyingData, int... selection) {
        byte[] bitmap = new byte[3];
        TpmBytes values = new TpmBytes();
        for (int pcr : Arrays.stream(selection).sorted().distinct().toArray()) {
            bitmap[pcr / 8] |= (byte) (1 << (pcr % 8));
            values.raw(pcrs[pcr]);
        }
        byte[] attest = new TpmBytes()
                .u32(MAGIC)
                .u16(ATTEST_QUOTE)
                .sized(keys.qualifiedSigner())
                .sized(qualifyingData)
                .u64(clock())
                .u32(resetCount)
                .u32(restartCount)
                .u8(safe() ? 1 : 0)
                .u64(firmwareVersion)
                .u32(1)
                .u16(TpmKey.ALG_SHA256)
                .u8(bitmap.length)
                .raw(bitmap)
                .sized(TpmBytes.sha256(values.bytes()))
                .bytes();
        return new TpmQuote(attest, keys.attestation().sign(attest));
    }

    /** Signs any bytes as a {@code TPMT_SIGNATURE}. A real TPM refuses this for a restricted key: for tests of verifiers. */
    public byte[] signAnything(byte[] message) {
        return keys.attestation().sign(message);
    }

    /** The attestation key as {@code TPM2B_PUBLIC}. */
    public byte[] attestationPublic() {
        return keys.attestation().publicArea();
    }

    /** The attestation key's name: algorithm and digest of its public area. */
    public byte[] attestationName() {
        return keys.attestation().name();
    }

    /** The attestation key for Java's own cryptography. */
    public PublicKey attestationKey() {
        return keys.attestation().publicKey();
    }

    /** Milliseconds that the TPM has been powered, as far as it knows. */
    public synchronized long clock() {
        return clockBase
                + Math.max(0, Duration.between(poweredAt, time.instant()).toMillis());
    }

    /** Whether no greater clock value was ever reported. */
    public synchronized boolean safe() {
        return clock() >= unsafeUntil;
    }

    /** Number of resets (reboots). */
    public synchronized long resetCount() {
        return resetCount;
    }

    /** Number of restarts (resumes) since the last reset. */
    public synchronized long restartCount() {
        return restartCount;
    }

    /** Firmware version as quotes carry it. */
    public synchronized long firmwareVersion() {
        return firmwareVersion;
    }

    /** Updates the TPM's own firmware; quotes carry the new version from now on. */
    public synchronized void updateFirmware(long version) {
        firmwareVersion = version;
    }

    /** Writes the whole state to a properties file, replacing it in one step. */
    public synchronized void save(Path file) throws IOException {
        Properties state = new Properties();
        keys.save(state);
        endorsementCertificate()
                .ifPresent(certificate -> state.setProperty("ek.certificate", HEX.formatHex(certificate)));
        state.setProperty("firmware-version", Long.toHexString(firmwareVersion));
        state.setProperty("reset-count", Long.toString(resetCount));
        state.setProperty("restart-count", Long.toString(restartCount));
        state.setProperty("clock", Long.toString(clock()));
        state.setProperty("saved-at", time.instant().toString());
        state.setProperty("unsafe-until", Long.toString(unsafeUntil));
        state.setProperty("launched", Boolean.toString(launched));
        for (int i = 0; i < PCR_COUNT; i++) {
            state.setProperty("pcr." + i, HEX.formatHex(pcrs[i]));
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (Writer writer = Files.newBufferedWriter(next)) {
            state.store(writer, "A software TPM. It holds a private key: keep it to yourself.");
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads a state that {@link #save} wrote; the TPM goes on as if it had been powered throughout. */
    public static SoftwareTpm load(Path file, InstantSource time) throws IOException {
        Properties state = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            state.load(reader);
        }
        SoftwareTpm tpm = new SoftwareTpm(TpmKeys.load(state), time);
        String certificate = state.getProperty("ek.certificate");
        if (certificate != null) {
            tpm.endorse(HEX.parseHex(certificate));
        }
        tpm.firmwareVersion = Long.parseUnsignedLong(value(state, "firmware-version"), 16);
        tpm.resetCount = Long.parseLong(value(state, "reset-count"));
        tpm.restartCount = Long.parseLong(value(state, "restart-count"));
        tpm.clockBase = Long.parseLong(value(state, "clock"));
        tpm.poweredAt = Instant.parse(value(state, "saved-at"));
        tpm.unsafeUntil = Long.parseLong(value(state, "unsafe-until"));
        tpm.launched = Boolean.parseBoolean(value(state, "launched"));
        for (int i = 0; i < PCR_COUNT; i++) {
            tpm.pcrs[i] = HEX.parseHex(value(state, "pcr." + i));
        }
        return tpm;
    }

    private void reset(long clock, int startupLocality) {
        clockBase = clock;
        poweredAt = time.instant();
        resetCount++;
        restartCount = 0;
        launched = false;
        for (byte[] pcr : pcrs) {
            Arrays.fill(pcr, (byte) 0);
        }
        pcrs[0][31] = (byte) startupLocality;
        resetDynamic((byte) 0xFF);
    }

    private void resetDynamic(byte value) {
        for (int i = FIRST_DYNAMIC; i <= LAST_DYNAMIC; i++) {
            Arrays.fill(pcrs[i], value);
        }
    }

    private static String value(Properties state, String key) {
        String value = state.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("the saved state of the software TPM lacks " + key);
        }
        return value;
    }
}
