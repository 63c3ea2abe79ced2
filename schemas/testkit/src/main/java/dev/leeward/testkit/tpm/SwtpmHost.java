package dev.leeward.testkit.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A host that measures itself into a TPM of the swtpm project and quotes with tpm2-tools: as {@link MeasuredHost}, with
 * somebody else's TPM and tools.
 */
public final class SwtpmHost implements AttestingHost, AutoCloseable {

    /** The programs that it needs, each with the Debian package that brings it. */
    public static final Map<String, String> PROGRAMS = Map.of(
            "swtpm", "swtpm",
            "swtpm_ioctl", "swtpm-tools",
            "swtpm_setup", "swtpm-tools",
            "swtpm_localca", "swtpm-tools",
            "tpm2_quote", "tpm2-tools");

    private static final String KEY_HANDLE = "0x81010002";

    private final Path folder;
    private final Path authority;
    private final TpmKeyKind endorsement;
    private final TpmKeyKind attestation;
    private final Swtpm tpm;
    private BootProfile profile;
    private byte[] eventLog;

    private SwtpmHost(
            Path folder, Path authority, TpmKeyKind endorsement, TpmKeyKind attestation, Swtpm tpm, BootProfile profile)
            throws IOException {
        this.folder = folder;
        this.authority = authority;
        this.endorsement = endorsement;
        this.attestation = attestation;
        this.tpm = tpm;
        this.profile = profile;
        this.eventLog = measure(tpm, profile);
        createKey();
    }

    /** As below, with an RSA 2048 endorsement key and an ECC P-256 attestation key. */
    public static SwtpmHost boot(Path folder, Path authority, BootProfile profile) throws IOException {
        return boot(folder, authority, TpmKeyKind.RSA_2048, TpmKeyKind.ECC_P256, profile);
    }

    /**
     * Starts a TPM in the folder and boots: measures firmware, then launches the hypervisor. A new TPM is made, with keys
     * that the authority certifies, where there is none.
     *
     * @param authority folder of the certificate authority of {@link Swtpm#manufacture}
     * @param endorsement RSA_2048 or ECC_P384
     * @param attestation RSA_2048 or ECC_P256
     */
    public static SwtpmHost boot(
            Path folder, Path authority, TpmKeyKind endorsement, TpmKeyKind attestation, BootProfile profile)
            throws IOException {
        if (endorsement == TpmKeyKind.ECC_P256) {
            throw new IllegalArgumentException("swtpm_setup makes no endorsement key on P-256");
        }
        Swtpm.manufacture(folder, authority);
        Swtpm tpm = Swtpm.start(folder);
        try {
            return new SwtpmHost(folder, authority, endorsement, attestation, tpm, profile);
        } catch (IOException e) {
            tpm.close();
            throw e;
        }
    }

    /** Measures a boot into a TPM that was just started, and returns the event log of it. */
    public static byte[] measure(Swtpm tpm, BootProfile profile) throws IOException {
        EventLogWriter log = new EventLogWriter();
        for (MeasuredEvent event : profile.platformEvents()) {
            tpm.extend(event.pcr(), event.digestBytes());
            log.event(event);
        }
        if (profile.measuredLaunch()) {
            MeasuredEvent module = profile.vmmEvents().getFirst();
            tpm.beginLaunch(module.dataBytes());
            log.event(module);
            for (MeasuredEvent event :
                    profile.vmmEvents().subList(1, profile.vmmEvents().size())) {
                tpm.extend(event.pcr(), event.digestBytes());
                log.event(event);
            }
            tpm.endLaunch();
        }
        return log.bytes();
    }

    @Override
    public byte[] attestationPublic() {
        return read("ak.pub");
    }

    @Override
    public byte[] endorsementPublic() {
        return read("ek.pub");
    }

    @Override
    public Optional<byte[]> endorsementCertificate() {
        return Optional.of(read("ek.crt"));
    }

    @Override
    public List<byte[]> intermediates() {
        return List.of(der(authority.resolve("issuercert.pem")));
    }

    /** Certificate of the authority's root, X.509 in DER. */
    public static byte[] root(Path authority) {
        return der(authority.resolve("swtpm-localca-rootca-cert.pem"));
    }

    @Override
    public synchronized byte[] activate(byte[] credentialBlob, byte[] encryptedSecret) {
        try {
            // The format of tpm2_makecredential: magic, version, the two structures.
            Files.write(
                    folder.resolve("credential"),
                    new TpmBytes()
                            .u32(0xBADC_C0DEL)
                            .u32(1)
                            .raw(credentialBlob)
                            .raw(encryptedSecret)
                            .bytes());
            List<String> command = new ArrayList<>(List.of(
                    "tpm2_activatecredential", "-c", KEY_HANDLE, "-C", handle(), "-i", "credential", "-o", "secret"));
            if (endorsement == TpmKeyKind.RSA_2048) {
                // Only the policy of the low templates opens this key; those of the high ones are open to their user.
                run("tpm2_startauthsession", "--policy-session", "-S", "session");
                run("tpm2_policysecret", "-S", "session", "-c", "e");
                command.addAll(List.of("-P", "session:session"));
                run(command.toArray(String[]::new));
                run("tpm2_flushcontext", "session");
            } else {
                run(command.toArray(String[]::new));
            }
            return Files.readAllBytes(folder.resolve("secret"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized HostEvidence evidence(byte[] nonce, int... selection) {
        int[] ordered = Arrays.stream(selection).sorted().toArray();
        try {
            run(
                    "tpm2_quote",
                    "-c",
                    KEY_HANDLE,
                    "-l",
                    "sha256:"
                            + Arrays.stream(ordered).mapToObj(Integer::toString).collect(Collectors.joining(",")),
                    "-q",
                    HexFormat.of().formatHex(nonce),
                    "-g",
                    "sha256",
                    "-m",
                    "quote",
                    "-s",
                    "signature",
                    "-o",
                    "pcrs",
                    "-F",
                    "values");
            byte[] values = Files.readAllBytes(folder.resolve("pcrs"));
            TreeMap<Integer, String> pcrs = new TreeMap<>();
            for (int i = 0; i < ordered.length; i++) {
                pcrs.put(ordered[i], HexFormat.of().formatHex(values, 32 * i, 32 * (i + 1)));
            }
            TpmQuote quote = new TpmQuote(
                    Files.readAllBytes(folder.resolve("quote")), Files.readAllBytes(folder.resolve("signature")));
            return HostEvidence.of(quote, eventLog, pcrs, facts());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shuts the TPM down orderly and boots again, into the given software. */
    public synchronized void reboot(BootProfile next) throws IOException {
        tpm.reboot();
        profile = next;
        eventLog = measure(tpm, next);
    }

    /** Loses power without a shutdown, and boots the same software again. */
    public synchronized void losePower() throws IOException {
        tpm.powerCycle();
        eventLog = measure(tpm, profile);
    }

    /** The event log of the boot. */
    public synchronized byte[] eventLog() {
        return eventLog.clone();
    }

    /** Cuts the TPM's power. */
    @Override
    public void close() throws IOException {
        tpm.close();
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        facts.put("secure-boot", "true");
        facts.put("hypervisor", profile.hypervisor());
        facts.put("hypervisor-version", profile.hypervisorVersion());
        facts.put("bios-version", profile.biosVersion());
        return facts;
    }

    private void createKey() throws IOException {
        if (Files.exists(folder.resolve("ak.pub"))) {
            return;
        }
        boolean rsa = attestation == TpmKeyKind.RSA_2048;
        run("tpm2_readpublic", "-c", handle(), "-f", "tss", "-o", "ek.pub");
        run("tpm2_nvread", endorsement == TpmKeyKind.RSA_2048 ? "0x1c00002" : "0x1c00016", "-o", "ek.crt");
        run(
                "tpm2_createak",
                "-C",
                handle(),
                "-c",
                "ak.ctx",
                "-G",
                rsa ? "rsa" : "ecc",
                "-g",
                "sha256",
                "-s",
                rsa ? "rsassa" : "ecdsa",
                "-u",
                "ak.next",
                "-f",
                "tss");
        // Without a resource manager, what each tool loads stays in the TPM, which has little room.
        run("tpm2_flushcontext", "-t");
        run("tpm2_evictcontrol", "-C", "o", "-c", "ak.ctx", KEY_HANDLE);
        run("tpm2_flushcontext", "-t");
        Files.move(folder.resolve("ak.next"), folder.resolve("ak.pub"));
    }

    private String handle() {
        return endorsement == TpmKeyKind.RSA_2048 ? "0x81010001" : "0x81010016";
    }

    private byte[] read(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] der(Path pem) {
        try {
            String text = Files.readString(pem);
            int from = text.indexOf("-----BEGIN CERTIFICATE-----") + "-----BEGIN CERTIFICATE-----".length();
            return Base64.getMimeDecoder().decode(text.substring(from, text.indexOf("-----END", from)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String... command) throws IOException {
        Tool.run(folder, tpm.environment(), command);
    }
}
