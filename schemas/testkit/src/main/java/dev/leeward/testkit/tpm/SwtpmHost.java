package dev.leeward.testkit.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A host that measures itself into a TPM of the swtpm project and quotes with tpm2-tools: as {@link MeasuredHost}, with
 * somebody else's TPM and tools.
 */
public final class SwtpmHost implements AttestingHost, AutoCloseable {

    /** The programs that it needs, each with the Debian package that brings it. */
    public static final Map<String, String> PROGRAMS =
            Map.of("swtpm", "swtpm", "swtpm_ioctl", "swtpm-tools", "tpm2_quote", "tpm2-tools");

    private static final String KEY_HANDLE = "0x81010002";

    private final Path folder;
    private final Swtpm tpm;
    private final BootProfile profile;
    private final byte[] eventLog;

    private SwtpmHost(Path folder, Swtpm tpm, BootProfile profile) throws IOException {
        this.folder = folder;
        this.tpm = tpm;
        this.profile = profile;
        this.eventLog = measure(tpm, profile);
        createKey();
    }

    /** Starts a TPM in the folder and boots: measures firmware, then launches the hypervisor. */
    public static SwtpmHost boot(Path folder, BootProfile profile) throws IOException {
        Swtpm tpm = Swtpm.start(folder);
        try {
            return new SwtpmHost(folder, tpm, profile);
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
        try {
            return Files.readAllBytes(folder.resolve("ak.pub"));
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

    /** The event log of the boot. */
    public byte[] eventLog() {
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
        run("tpm2_createek", "-c", "ek.ctx", "-G", "ecc", "-u", "ek.pub");
        run(
                "tpm2_createak",
                "-C",
                "ek.ctx",
                "-c",
                "ak.ctx",
                "-G",
                "ecc",
                "-g",
                "sha256",
                "-s",
                "ecdsa",
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

    private void run(String... command) throws IOException {
        Tool.run(folder, tpm.environment(), command);
    }
}
